-- id: min_free_low
-- severity: 3
-- title: Requests that cannot wait find no memory: vm.min_free_kbytes is low
-- needs: page_alloc_failure, setting vm.min_free_kbytes, stat MemTotal
-- meaning: Interrupts and network drivers take memory without waiting, out of the reserve
--   below the min watermark. When it is too small for the bursts of this machine, packets are
--   dropped and the log fills with page allocation failures of order 0.
-- threshold: Page allocation failures of order 0, and vm.min_free_kbytes below what the kernel
--   would choose: 4 * sqrt(RAM in kB) kB, at most 64 MiB (the smallest of all versions'
--   limits).
-- reference: Documentation/admin-guide/sysctl/vm.rst, min_free_kbytes; mm/page_alloc.c,
--   calculate_min_free_kbytes(), Linux 6.1
-- kernels: all
-- evidence: vm.min_free_kbytes = {min_kb} with {total:bytes} RAM, the kernel would take
--   {usual_kb:count}; {failures:count} allocation failures of order 0, the last for {comm}
-- remedy: Raise it to the kernel's value or somewhat above, not beyond 2 % of RAM.
-- command: sysctl -w vm.min_free_kbytes={usual_kb}
--   echo vm.min_free_kbytes={usual_kb} > /etc/sysctl.d/90-min-free.conf
-- effects: That much memory less for programs; reclaim starts earlier.
SELECT q.host, e.source_id, e.id AS fault_id, q.min_kb, q.total, q.usual_kb, q.failures, q.comm,
       q.meminfo_source_id, q.setting_source_id
FROM (SELECT m.machine, m.host, CAST(s.value AS INTEGER) AS min_kb, m.total,
             CAST(min(65536, 4 * sqrt(m.total / 1024)) AS INTEGER) AS usual_kb,
             count(DISTINCT f.id) AS failures, max(p.comm) AS comm,
             m.source_id AS meminfo_source_id, s.source_id AS setting_source_id
      FROM meminfo_now AS m
      JOIN setting_now AS s ON s.machine = m.machine AND s.name = 'vm.min_free_kbytes'
      JOIN machine_source AS ms ON ms.machine = m.machine
      JOIN fault_event AS f ON f.source_id = ms.source_id AND f.kind = 'page_alloc_failure'
      JOIN page_alloc_failure AS p ON p.fault_id = f.id AND p.page_order = 0
      WHERE CAST(s.value AS INTEGER) < 0.9 * min(65536, 4 * sqrt(m.total / 1024))
      GROUP BY m.machine) AS q
JOIN fault_fact AS e ON e.id = ( -- the newest of them
	SELECT f.id FROM machine_source AS ms
	JOIN fault_event AS f ON f.source_id = ms.source_id AND f.kind = 'page_alloc_failure'
	JOIN page_alloc_failure AS p ON p.fault_id = f.id AND p.page_order = 0
	WHERE ms.machine = q.machine ORDER BY f.time_utc DESC, f.key LIMIT 1)
ORDER BY q.host, q.machine;
