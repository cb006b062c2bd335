-- id: zone_reclaim_mode
-- severity: 3
-- title: vm.zone_reclaim_mode = {mode} throws page cache away while other nodes have memory
--   free
-- needs: setting vm.zone_reclaim_mode, stat zone_reclaim_failed
-- meaning: When its own node is full a program first reclaims there, with all the waiting that
--   takes, before it looks at the other nodes. File servers and databases lose their cache and
--   get slow.
-- threshold: vm.zone_reclaim_mode other than 0 and reclaims of this sort that failed. The
--   default is 0 since Linux 3.16 on all machines.
-- reference: Documentation/admin-guide/sysctl/vm.rst, zone_reclaim_mode; Linux commit
--   4f9b16a64753 ("mm: disable zone_reclaim_mode by default"), v3.16
-- kernels: all with NUMA
-- evidence: vm.zone_reclaim_mode = {mode}; zone_reclaim_failed {failed:count}
-- remedy: Set it to 0, unless the machine is divided so that each node's programs fit into its
--   memory.
-- command: sysctl -w vm.zone_reclaim_mode=0
--   grep -rs zone_reclaim_mode /etc/sysctl.conf /etc/sysctl.d /usr/lib/tuned
-- effects: More memory comes from other nodes, which is slower to reach, instead of being
--   reclaimed.
SELECT v.host, v.source_id, NULL AS fault_id, s.value AS mode, v.zone_reclaim_failed AS failed,
       s.source_id AS setting_source_id
FROM vmstat_now AS v
JOIN setting_now AS s ON s.machine = v.machine AND s.name = 'vm.zone_reclaim_mode' AND CAST(s.value AS INTEGER) <> 0
WHERE v.zone_reclaim_failed > 0
ORDER BY v.zone_reclaim_failed DESC, v.machine;
