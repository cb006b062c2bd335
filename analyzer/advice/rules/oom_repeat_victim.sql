-- id: oom_repeat_victim
-- severity: 2
-- title: {comm} is killed for memory again and again: {kills} times
-- needs: oom_kill
-- meaning: The same program is killed, restarted and killed: it leaks, or what it is given to
--   do does not fit. Each round takes memory from all others, and its work is lost.
-- threshold: Three OOM events or more of one boot with a victim of the same name.
-- reference: three is where chance ends and habit begins (a value of experience);
--   Documentation/filesystems/proc.rst, oom_score_adj
-- kernels: all
-- evidence: {kills:count} kills of {comm}{span}; resident at the time: {first_rss:kb} at
--   first, {last_rss:kb} at last, {largest:kb} at most
-- remedy: Look at how its memory grows from start to death. Bound it (MemoryMax of its unit,
--   -Xmx), so that it dies alone, and have the leak found; a restart on a schedule bridges the
--   time until then.
-- command: systemctl show UNIT -p NRestarts,MemoryPeak,MemoryMax
--   systemctl set-property UNIT MemoryMax={limit_mib}M
-- effects: With a limit the program is killed when it reaches it, also while the machine has
--   memory free.
SELECT host, source_id, fault_id, comm, count(*) AS kills, max(rss) AS largest,
       max(first_rss) AS first_rss, max(last_rss) AS last_rss,
       CAST(max(rss) * 5 / 4 / 1024 AS INTEGER) + 1 AS limit_mib,
       CASE WHEN min(time_utc) < max(time_utc)
            THEN ' from ' || substr(min(time_utc), 1, 19) || ' to ' || substr(max(time_utc), 1, 19) ELSE '' END AS span
FROM (SELECT f.host, f.source_id, f.id AS fault_id, f.boot_id, f.time_utc, k.comm, k.rss,
             first_value(k.rss) OVER o AS first_rss,
             last_value(k.rss) OVER (o ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS last_rss
      FROM fault_event AS f
      JOIN (SELECT fault_id, comm, max(coalesce(anon_rss_kb, 0) + coalesce(file_rss_kb, 0) + coalesce(shmem_rss_kb, 0)) AS rss
            FROM oom_kill WHERE comm IS NOT NULL GROUP BY fault_id, comm) AS k ON k.fault_id = f.id
      WHERE f.kind = 'oom'
      WINDOW o AS (PARTITION BY f.boot_id, f.host, k.comm ORDER BY f.time_boot, f.time_utc, f.key))
GROUP BY boot_id, host, comm
HAVING count(*) >= 3
ORDER BY kills DESC, host, comm;
