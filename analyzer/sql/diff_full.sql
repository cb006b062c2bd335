-- Groups of two sides for programs; see diff_tables.sql.
SELECT change, key, kind, title, function, severity, old_group_id, new_group_id,
       old_faults, new_faults, old_boots, new_boots, old_boots_all, new_boots_all,
       old_hosts, new_hosts, old_hosts_all, new_hosts_all,
       round(1.0 * old_faults / nullif(old_boots_all, 0), 6) AS old_per_boot,
       round(1.0 * new_faults / nullif(new_boots_all, 0), 6) AS new_per_boot,
       round(1.0 * old_faults / nullif(old_hosts_all, 0), 6) AS old_per_host,
       round(1.0 * new_faults / nullif(new_hosts_all, 0), 6) AS new_per_host,
       round(ratio, 6) AS ratio, round(chance, 6) AS chance, first_seen_utc, last_seen_utc
FROM diff
WHERE :all = 1 OR change <> 'same'
ORDER BY instr('new  more gone less same', change), severity, new_faults DESC, old_faults DESC, title, kind
LIMIT :limit;
