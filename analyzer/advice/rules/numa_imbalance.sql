-- id: numa_imbalance
-- severity: 3
-- title: NUMA node {full} is full while node {empty} has memory free
-- needs: stat MemFree, stat MemTotal
-- meaning: Programs bound to the full node, by taskset, cpuset, memory policy or because they
--   were started there, reclaim, swap and get killed although the machine has memory free.
-- threshold: Less than 3 % of one node free with its page cache small, and more than 25 % of
--   another.
-- reference: Documentation/admin-guide/mm/numa_memory_policy.rst and cpusets in
--   Documentation/admin-guide/cgroup-v2.rst; the shares are values of experience
-- kernels: all with NUMA
-- evidence: node {full}: {full_free:bytes} free of {full_total:bytes}; node {empty}:
--   {empty_free:bytes} free of {empty_total:bytes}
-- remedy: See which processes sit on the full node (numastat -p), and spread or move them:
--   numactl --interleave for large shared caches, a wider cpuset.mems, NUMA balancing on.
-- command: numastat -p -s | head -20; numactl -H
--   migratepages PID {full} {empty}
-- effects: Memory on another node is slower to reach (numactl -H shows the distances); moving
--   pages takes time in proportion to their number.
SELECT f.host, f.source_id, NULL AS fault_id, f.node AS full, e.node AS empty, f.free AS full_free, f.total AS full_total,
       e.free AS empty_free, e.total AS empty_total, e.source_id AS empty_source_id
FROM (SELECT a.machine, a.host, a.source_id, a.node, a.bytes AS free, b.bytes AS total, coalesce(c.bytes, 0) AS cache
      FROM stat_now AS a
      JOIN stat_now AS b ON b.machine = a.machine AND b.kind = a.kind AND b.node = a.node AND b.name = 'MemTotal'
      LEFT JOIN stat_now AS c ON c.machine = a.machine AND c.kind = a.kind AND c.node = a.node AND c.name = 'FilePages'
      WHERE a.kind = 'meminfo' AND a.name = 'MemFree') AS f
JOIN (SELECT a.machine, a.source_id, a.node, a.bytes AS free, b.bytes AS total FROM stat_now AS a
      JOIN stat_now AS b ON b.machine = a.machine AND b.kind = a.kind AND b.node = a.node AND b.name = 'MemTotal'
      WHERE a.kind = 'meminfo' AND a.name = 'MemFree') AS e ON e.machine = f.machine AND e.node <> f.node
WHERE f.free + f.cache < 0.1 * f.total AND f.free < 0.03 * f.total AND e.free > 0.25 * e.total
ORDER BY f.host, f.machine, f.node, e.node;
