-- id: psi_memory_stall
-- severity: 2
-- title: All programs at once wait for memory {share:pct} of the time
-- needs: stat memory.full.avg300
-- meaning: In this share of the last five minutes nothing on the machine made progress for
--   lack of memory: it reclaims, swaps and reads again what it had thrown away.
-- threshold: memory.full.avg300 of 10 % or more; systemd-oomd begins to kill at 60 % over 30
--   s, machines with memory enough show 0.
-- reference: Documentation/accounting/psi.rst; oomd.conf(5), DefaultMemoryPressureLimit
-- kernels: 4.20 and later
-- evidence: memory full avg300 = {full} %, some avg300 = {some} %
-- remedy: Take load off, add RAM, or bound the largest consumer by a memory limit so that it
--   alone is slow.
-- command: cat /proc/pressure/memory; grep -H full /sys/fs/cgroup/*.slice/memory.pressure
--   ps -eo pid,comm,rss --sort=-rss | head
-- effects: The commands only read.
SELECT f.host, f.source_id, NULL AS fault_id, f.value AS full, s.value AS some, f.value / 100 AS share
FROM stat_now AS f
LEFT JOIN stat_now AS s ON s.machine = f.machine AND s.kind = f.kind AND s.name = 'memory.some.avg300'
WHERE f.kind = 'psi' AND f.name = 'memory.full.avg300' AND f.value >= 10
ORDER BY f.value DESC, f.machine;
