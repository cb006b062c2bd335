-- id: compaction_failing
-- severity: 4
-- title: Compaction fails in {part:pct} of all cases
-- needs: stat compact_stall, stat compact_fail
-- meaning: Requests for several pages in a row wait for the kernel to move memory together,
--   and it does not succeed: memory is full, or unmovable pages (slab, drivers, long-lived
--   kernel memory) are everywhere.
-- threshold: Failures of half of the stalls or more, among 10,000 or more.
-- reference: mm/compaction.c, try_to_compact_pages(), Linux 6.1; support engineers look at 10
--   % and above (hotsos), half is where it is no longer noise
-- kernels: 2.6.35 and later
-- evidence: compact_stall {stalls:count}, compact_fail {fails:count}, compact_success
--   {wins:count}
-- remedy: Find who asks for large blocks (drivers, huge pages) and keep more memory free for
--   them.
-- command: sysctl -w vm.watermark_scale_factor=50; sysctl -w vm.compaction_proactiveness=40
--   perf trace -a -e compaction:mm_compaction_begin --call-graph dwarf sleep 10
-- effects: watermark_scale_factor of 50 leaves 0.5 % of RAM more free; proactive compaction
--   takes CPU time in the background.
SELECT v.host, v.source_id, NULL AS fault_id, v.compact_stall AS stalls, v.compact_fail AS fails,
       v.compact_success AS wins, v.compact_fail / v.compact_stall AS part
FROM vmstat_now AS v
WHERE v.compact_stall >= 10000 AND v.compact_fail >= 0.5 * v.compact_stall
  AND NOT EXISTS (SELECT 1 FROM setting_now AS s WHERE s.machine = v.machine
                  AND s.name = 'sys/kernel/mm/transparent_hugepage/enabled' AND s.value LIKE '%[always]%')
ORDER BY v.compact_fail DESC, v.machine;
