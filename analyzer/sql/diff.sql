-- Groups of two sides for people; see diff_tables.sql.
SELECT change, severity AS sev, old_faults AS old, new_faults AS new,
       round(1.0 * old_faults / nullif(old_boots_all, 0), 3) AS "old/boot",
       round(1.0 * new_faults / nullif(new_boots_all, 0), 3) AS "new/boot",
       old_hosts || '/' || old_hosts_all AS "old hosts", new_hosts || '/' || new_hosts_all AS "new hosts",
       kind, title
FROM diff
WHERE :all = 1 OR change <> 'same'
ORDER BY instr('new  more gone less same', change), severity, new_faults DESC, old_faults DESC, title, kind
LIMIT :limit;
