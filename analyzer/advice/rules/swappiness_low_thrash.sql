-- id: swappiness_low_thrash
-- severity: 4
-- title: The page cache thrashes because vm.swappiness = {swappiness} spares anonymous memory
-- needs: stat pgsteal_kswapd, setting vm.swappiness, stat SwapTotal
-- meaning: File pages are thrown out and read again shortly after, over and over, while idle
--   anonymous memory stays in RAM: disks are busy with reading what was there a moment ago.
-- threshold: vm.swappiness of 10 or less with swap there, and a refault for every second page
--   reclaimed, among at least a million pages reclaimed.
-- reference: mm/workingset.c (a refault is a page that comes back after it was evicted) and
--   Documentation/admin-guide/sysctl/vm.rst, swappiness; one in two is a value of experience
-- kernels: 3.15 and later
-- evidence: vm.swappiness = {swappiness}; {refaults:count} file pages read again of
--   {steal:count} reclaimed, {outs:count} pages swapped out; {anon:bytes} anonymous memory,
--   {free:bytes} of swap free
-- remedy: Let the kernel weigh both: 60 is the default, up to 100 for swap on fast devices
--   (200 for zram).
-- command: sysctl -w vm.swappiness=60
--   echo vm.swappiness=60 > /etc/sysctl.d/90-swappiness.conf
-- effects: Idle parts of programs go to swap; their first answer after a pause is slower.
SELECT v.host, v.source_id, NULL AS fault_id, CAST(s.value AS INTEGER) AS swappiness, v.refault_file AS refaults, v.steal,
       coalesce(v.swap_outs, 0) AS outs, m.anon, m.swap_free AS free,
       s.source_id AS setting_source_id, m.source_id AS meminfo_source_id
FROM vmstat_now AS v JOIN meminfo_now AS m ON m.machine = v.machine
JOIN setting_now AS s ON s.machine = v.machine AND s.name = 'vm.swappiness'
WHERE CAST(s.value AS INTEGER) <= 10 AND m.swap_free > 0.5 * m.swap_total AND m.swap_total > 0
  AND v.steal >= 1000000 AND v.refault_file >= 0.5 * v.steal AND m.anon >= 0.2 * m.total
ORDER BY v.refault_file DESC, v.machine;
