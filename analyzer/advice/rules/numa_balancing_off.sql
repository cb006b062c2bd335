-- id: numa_balancing_off
-- severity: 4
-- title: {part:pct} of memory was taken from the wrong NUMA node, and balancing is off
-- needs: stat numa_miss, stat numa_hit, setting kernel.numa_balancing
-- meaning: Memory was allocated on another node than the one wanted, and nothing brings it
--   back: every access to it crosses the interconnect.
-- threshold: numa_miss of 5 % of all allocations or more, with kernel.numa_balancing = 0.
-- reference: Documentation/admin-guide/numastat.rst;
--   Documentation/admin-guide/sysctl/kernel.rst, numa_balancing; the share is a value of
--   experience
-- kernels: 3.13 and later
-- evidence: numa_hit {hit:count}, numa_miss {miss:count}; kernel.numa_balancing = 0
-- remedy: Turn balancing on, or bind programs to nodes that have the memory for them (numactl,
--   cpusets).
-- command: sysctl -w kernel.numa_balancing=1
--   echo kernel.numa_balancing=1 > /etc/sysctl.d/90-numa.conf; numastat -p
-- effects: Balancing samples accesses by page faults: some percent of CPU time. Databases that
--   place their memory themselves often ask for it to be off.
SELECT v.host, v.source_id, NULL AS fault_id, v.numa_hit AS hit, v.numa_miss AS miss,
       v.numa_miss / (v.numa_hit + v.numa_miss) AS part, s.source_id AS setting_source_id
FROM vmstat_now AS v
JOIN setting_now AS s ON s.machine = v.machine AND s.name = 'kernel.numa_balancing' AND s.value = '0'
WHERE v.numa_hit + v.numa_miss > 1000000 AND v.numa_miss >= 0.05 * (v.numa_hit + v.numa_miss)
ORDER BY part DESC, v.machine;
