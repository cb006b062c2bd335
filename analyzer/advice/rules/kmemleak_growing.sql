-- id: kmemleak_growing
-- severity: 2
-- title: Kernel memory leaks in {where}
-- needs: kmemleak_object
-- meaning: Nothing in memory points to these objects any more, so nobody can free them, and
--   from one scan to the next there are more. The machine will run out of memory, the sooner
--   the busier it is.
-- threshold: More unreferenced objects of the same allocation stack in the later of two scans
--   of one machine; a single scan may show objects whose pointer was in a register at that
--   moment.
-- reference: Documentation/dev-tools/kmemleak.rst (false positives come and go, leaks stay and
--   grow)
-- kernels: 2.6.31 and later
-- evidence: {old:count} objects ({old_bytes:bytes}) at {old_utc}, {new:count}
--   ({new_bytes:bytes}) at {new_utc}
-- remedy: Report the stack to whoever wrote the function; until it is fixed, stop what calls
--   it (unload the module, turn the feature off) and plan a reboot before memory runs out.
-- command: echo scan > /sys/kernel/debug/kmemleak; cat /sys/kernel/debug/kmemleak
-- effects: A scan takes some seconds of one CPU. The memory comes back with a reboot only.
SELECT g.host, g.new_source_id AS source_id, g.fault_id, coalesce(g.function, g.title, 'an unknown function') AS "where",
       g.old_objects AS old, g.new_objects AS new, g.old_bytes, g.new_bytes,
       substr(coalesce(g.old_utc, '?'), 1, 19) AS old_utc, substr(coalesce(g.new_utc, '?'), 1, 19) AS new_utc,
       g.old_source_id AS earlier_source_id
FROM kmemleak_growth AS g
WHERE g.old_objects > 0 AND g.objects_growth > 0 AND g.old_utc < g.new_utc
  -- surely of one machine: its host is known, or there are no more than these two in their folder
  AND EXISTS (SELECT 1 FROM machine_source AS n JOIN machine_source AS o ON o.machine = n.machine AND o.kind = n.kind
              WHERE n.source_id = g.new_source_id AND o.source_id = g.old_source_id
                AND (n.host IS NOT NULL OR (SELECT count(*) FROM machine_source AS a
                                            WHERE a.machine = n.machine AND a.kind = n.kind) = 2))
ORDER BY g.bytes_growth DESC, "where";
