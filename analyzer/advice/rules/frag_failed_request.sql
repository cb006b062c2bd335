-- id: frag_failed_request
-- severity: 3
-- title: Memory is in pieces: requests for {pages} pages in a row fail with memory free
-- needs: zone_state
-- meaning: Enough pages were free, but none of the free blocks was as large as the request:
--   physical memory is fragmented. Drivers, network stacks with jumbo frames and huge pages
--   ask for such blocks.
-- threshold: A page allocation failure or OOM event of order 1 or more, with free pages above
--   the watermark and no block of that order in any zone that might serve it (the kernel's own
--   test, replayed).
-- reference: mm/page_alloc.c, __zone_watermark_ok(), Linux 6.1;
--   Documentation/admin-guide/sysctl/vm.rst, compact_memory, compaction_proactiveness and
--   extfrag_threshold
-- kernels: all; compaction 2.6.35 and later
-- evidence: {comm} asked for order {page_order}{at}: {free:count} pages free, largest free
--   block of order {largest}
-- remedy: Compact now, and let the kernel compact ahead of need; keep more memory free. A
--   driver that asks for order 3 and more should use smaller buffers (MTU, ring size) or
--   vmalloc. Huge pages are best reserved at boot.
-- command: echo 1 > /proc/sys/vm/compact_memory
--   sysctl -w vm.compaction_proactiveness=40 vm.watermark_scale_factor=50
--   cat /proc/buddyinfo /sys/kernel/debug/extfrag/unusable_index
-- effects: Compaction moves pages: some milliseconds of latency and CPU time each time. A
--   larger watermark_scale_factor leaves that many ten-thousandths of RAM free (50: 0.5 %).
SELECT f.host, f.source_id, f.id AS fault_id, r.comm, r.page_order, 1 << r.page_order AS pages, r.free,
       coalesce(r.largest, 0) AS largest, coalesce(' at ' || substr(f.time_utc, 1, 19), '') AS at
FROM (SELECT p.fault_id, p.comm, p.page_order, p.free_pages AS free, p.largest_order AS largest
      FROM page_alloc_summary AS p WHERE p.why = 'no block of that order' AND p.page_order BETWEEN 1 AND 20
      UNION ALL
      SELECT s.fault_id, s.trigger_comm, o.page_order, s.zones_free_kb / s.page_kb,
             (SELECT max(z.largest_order) FROM zone_replay AS z WHERE z.fault_id = s.fault_id AND z.allowed)
      FROM oom_summary AS s JOIN oom AS o USING (fault_id)
      WHERE s.why = 'no block of that order' AND o.page_order BETWEEN 1 AND 20) AS r
JOIN fault_event AS f ON f.id = r.fault_id
ORDER BY r.page_order, f.time_utc DESC, f.key DESC;
