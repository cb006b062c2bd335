-- id: oom_kernel_growth
-- severity: 2
-- title: {what} grew from one OOM kill to the next: the kernel leaks, not the victims
-- needs: oom, mem_stat
-- meaning: Killing processes gives back their memory, but not this. Every kill buys less time
--   than the one before.
-- threshold: Between the first and the last OOM event of one boot the counter grew by half and
--   by 2 % of RAM or 256 MiB.
-- reference: Documentation/filesystems/proc.rst, SUnreclaim and PageTables; the sizes are
--   values of experience
-- kernels: all
-- evidence: {what}: {first:kb} at the first of {events} OOM events, {last:kb} at the last,
--   {hours} later
-- remedy: For slab see which cache it is (the table in the OOM report from Linux 4.15 on,
--   slabtop); for page tables who maps so much; for uncounted pages which driver. Plan a
--   reboot before it is full again.
-- command: slabtop -o -s c | head -15; grep -E 'Slab|SUnreclaim|PageTables|Percpu|VmallocUsed' /proc/meminfo
--   echo scan > /sys/kernel/debug/kmemleak; cat /sys/kernel/debug/kmemleak
-- effects: The commands only read.
SELECT host, source_id, fault_id, what, first, last, events,
       CASE WHEN seconds >= 7200 THEN CAST(seconds / 3600 AS INTEGER) || ' h' ELSE CAST(seconds / 60 AS INTEGER) || ' min' END AS hours
FROM (SELECT f.host, f.source_id, l.fault_id, w.what, n.events, l.time_boot - a.time_boot AS seconds, s.total_kb,
             CASE w.what WHEN 'Slab' THEN a.slab_kb WHEN 'Page tables' THEN a.pagetables_kb ELSE a.unaccounted_kb END AS first,
             CASE w.what WHEN 'Slab' THEN l.slab_kb WHEN 'Page tables' THEN l.pagetables_kb ELSE l.unaccounted_kb END AS last
      FROM (SELECT boot_id, max(number) AS number, count(*) AS events FROM oom_storm GROUP BY boot_id) AS n
      JOIN oom_storm AS a ON a.boot_id = n.boot_id AND a.number = 0
      JOIN oom_storm AS l ON l.boot_id = n.boot_id AND l.number = n.number AND n.number > 0
      JOIN fault_event AS f ON f.id = l.fault_id
      JOIN oom_summary AS s ON s.fault_id = l.fault_id AND s.kind = 'global'
      JOIN oom_summary AS s0 ON s0.fault_id = a.fault_id AND s0.kind = 'global'
      JOIN (SELECT 'Slab' AS what UNION ALL SELECT 'Page tables' UNION ALL SELECT 'Uncounted memory') AS w)
WHERE last >= 1.5 * first AND first > 0 AND last - first >= min(262144, 0.02 * total_kb)
ORDER BY last - first DESC;
