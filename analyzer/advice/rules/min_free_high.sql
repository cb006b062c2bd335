-- id: min_free_high
-- severity: 2
-- title: vm.min_free_kbytes keeps {part:pct} of RAM from programs
-- needs: stat MemTotal, setting vm.min_free_kbytes
-- meaning: The kernel holds this much free in all zones; programs get it only in an emergency.
--   Set too high, kswapd never rests and the machine runs out of memory with plenty of it
--   free.
-- threshold: vm.min_free_kbytes at 5 % of RAM or more. The kernel's own choice is 4 * sqrt(RAM
--   in kB) kB, at most 256 MiB (64 MiB before Linux 5.8), with transparent huge pages some
--   more.
-- reference: Documentation/admin-guide/sysctl/vm.rst, min_free_kbytes ("setting this too high
--   will OOM your machine instantly"); mm/page_alloc.c, calculate_min_free_kbytes(), Linux 6.1
-- kernels: all
-- evidence: vm.min_free_kbytes = {min_kb} ({min_kb:kb}) of {total:bytes} RAM; MemFree
--   {free:bytes}
-- remedy: Set it to 1 % of RAM, or remove the line from /etc/sysctl.d and let the kernel
--   choose.
-- command: sysctl -w vm.min_free_kbytes={new_kb}
--   grep -rs min_free_kbytes /etc/sysctl.conf /etc/sysctl.d /usr/lib/tuned
-- effects: Bursts of network packets that cannot wait for memory have less reserve;
--   vm.watermark_scale_factor makes kswapd begin earlier without keeping memory idle.
SELECT m.host, m.source_id, NULL AS fault_id, CAST(s.value AS INTEGER) AS min_kb, m.total, m.free,
       s.value * 1024.0 / m.total AS part, s.source_id AS setting_source_id,
       CAST(m.total / 100 / 1024 / 1024 AS INTEGER) * 1024 AS new_kb
FROM meminfo_now AS m
JOIN setting_now AS s ON s.machine = m.machine AND s.name = 'vm.min_free_kbytes'
WHERE s.value * 1024.0 >= 0.05 * m.total AND m.total > 1 << 30
ORDER BY part DESC, m.machine;
