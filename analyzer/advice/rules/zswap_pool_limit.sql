-- id: zswap_pool_limit
-- severity: 4
-- title: zswap is full: pages pass it by or go to the disk
-- needs: stat sys/kernel/debug/zswap/pool_limit_hit
-- meaning: The compressed pool reached max_pool_percent of RAM. From then on the oldest pages
--   are written to the swap device, or new ones are refused.
-- threshold: pool_limit_hit above 0 and refused or written-back pages of 10,000 or more.
-- reference: Documentation/admin-guide/mm/zswap.rst, max_pool_percent and
--   accept_threshold_percent
-- kernels: 3.11 and later
-- evidence: pool_limit_hit {hits:count}, written back {written:count}, refused {refused:count}
--   pages; stored {stored:count}
-- remedy: Give the pool more room if there is memory to spare, enable the shrinker (Linux
--   6.8), or add RAM.
-- command: grep -H . /sys/module/zswap/parameters/*
--   echo 30 > /sys/module/zswap/parameters/max_pool_percent
-- effects: A larger pool leaves less RAM to everything that is not compressed.
SELECT h.host, h.source_id, NULL AS fault_id, h.value AS hits, coalesce(w.value, 0) AS written, coalesce(r.value, 0) AS refused,
       coalesce(s.value, 0) AS stored
FROM stat_now AS h
LEFT JOIN stat_now AS w ON w.machine = h.machine AND w.name = 'sys/kernel/debug/zswap/written_back_pages'
LEFT JOIN stat_now AS r ON r.machine = h.machine AND r.name = 'sys/kernel/debug/zswap/reject_reclaim_fail'
LEFT JOIN stat_now AS s ON s.machine = h.machine AND s.name = 'sys/kernel/debug/zswap/stored_pages'
WHERE h.name = 'sys/kernel/debug/zswap/pool_limit_hit' AND h.value > 0
  AND coalesce(w.value, 0) + coalesce(r.value, 0) >= 10000
ORDER BY h.host, h.machine;
