-- id: thp_compaction_stall
-- severity: 3
-- title: Programs stall for transparent huge pages that they do not get
-- needs: stat compact_stall, stat compact_fail, setting
--   sys/kernel/mm/transparent_hugepage/enabled
-- meaning: With huge pages for everybody, page faults wait for compaction; it fails often on
--   this machine, so the wait is for nothing.
-- threshold: 10,000 stalls or more, a tenth of them or more failed, with transparent huge
--   pages set to always.
-- reference: Documentation/admin-guide/mm/transhuge.rst, enabled, defrag and compact_stall;
--   failures of 10 % are what support engineers look for in the field (hotsos)
-- kernels: 2.6.38 and later
-- evidence: {stalls:count} stalls for compaction, {fails:count} of them failed ({part:pct});
--   enabled: {enabled}; defrag: {defrag}
-- remedy: Give huge pages to programs that ask for them (madvise), and let the others not
--   wait.
-- command: echo madvise > /sys/kernel/mm/transparent_hugepage/enabled
--   echo defer+madvise > /sys/kernel/mm/transparent_hugepage/defrag
--   # for good: transparent_hugepage=madvise on the kernel command line
-- effects: Programs with large heaps that do not call madvise() lose some speed (TLB misses).
SELECT v.host, v.source_id, NULL AS fault_id, v.compact_stall AS stalls, v.compact_fail AS fails,
       v.compact_fail / v.compact_stall AS part, s.value AS enabled, coalesce(d.value, '?') AS defrag,
       s.source_id AS setting_source_id, d.source_id AS defrag_source_id
FROM vmstat_now AS v
JOIN setting_now AS s ON s.machine = v.machine AND s.name = 'sys/kernel/mm/transparent_hugepage/enabled'
LEFT JOIN setting_now AS d ON d.machine = v.machine AND d.name = 'sys/kernel/mm/transparent_hugepage/defrag'
WHERE s.value LIKE '%[always]%' AND v.compact_stall >= 10000 AND v.compact_fail >= 0.1 * v.compact_stall
ORDER BY v.compact_fail DESC, v.machine;
