-- id: frag_free_lists
-- severity: 4
-- title: Free memory of node {node} zone {zone} is in small pieces
-- needs: buddy_free, stat MemTotal
-- meaning: Much is free, and nearly all of it in blocks of 8 pages or less. Huge pages cannot
--   be had, and requests of order 4 and more will have to wait for compaction or fail.
-- threshold: 95 % of the free pages of a zone in blocks of order 3 or less, and free pages of
--   256 MiB and 2 % of RAM or more. Order 3 is PAGE_ALLOC_COSTLY_ORDER: beyond it the kernel
--   does not try hard.
-- reference: include/linux/mmzone.h, PAGE_ALLOC_COSTLY_ORDER, Linux 6.1; the share of 95 % is
--   the one that support engineers use in the field (low-order fragmentation in memstate of
--   oled-tools)
-- kernels: all
-- evidence: {free:count} pages free, {low:pct} of them in blocks of order 0 to 3; blocks of
--   order 9 and more: {huge:count}
-- remedy: Compact, let the kernel compact ahead of need, and look at what pins pages: a
--   growing slab, drivers, page cache of one huge file.
-- command: echo 1 > /proc/sys/vm/compact_memory; cat /proc/buddyinfo
--   sysctl -w vm.compaction_proactiveness=40
--   cat /proc/pagetypeinfo
-- effects: Compaction moves pages: some milliseconds of latency and CPU time each time.
SELECT m.host, b.source_id, NULL AS fault_id, b.node, b.zone, b.free, 1.0 * b.small / b.free AS low, b.huge,
       m.source_id AS meminfo_source_id
FROM (SELECT ms.machine, s.source_id, s.node, s.zone, sum(s.free_blocks << s.page_order) AS free,
             sum(CASE WHEN s.page_order <= 3 THEN s.free_blocks << s.page_order ELSE 0 END) AS small,
             sum(CASE WHEN s.page_order >= 9 THEN s.free_blocks ELSE 0 END) AS huge
      FROM buddy_free AS s JOIN machine_source AS ms USING (source_id)
      WHERE s.fault_id IS NULL AND s.migratetype IS NULL AND ms.age = 0 AND s.page_order BETWEEN 0 AND 20
      GROUP BY ms.machine, s.source_id, s.node, s.zone) AS b
JOIN meminfo_now AS m ON m.machine = b.machine
WHERE b.free * 4096.0 >= max(268435456, 0.02 * m.total) AND b.small >= 0.95 * b.free
ORDER BY b.free DESC, b.machine, b.node, b.zone;
