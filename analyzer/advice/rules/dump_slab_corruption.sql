-- id: dump_slab_corruption
-- severity: 1
-- title: Objects of slab caches are overwritten in the dump
-- needs: slab_corruption
-- meaning: Something wrote behind the end of an object, or into one that was freed. What crashed
--   need not be what wrote: the next user of that memory pays.
-- threshold: A red zone or poison of slub_debug in the dump that is not as the kernel left it.
-- reference: Documentation/mm/slub.rst (Documentation/vm/slub.rst before Linux 6.0);
--   include/linux/poison.h
-- kernels: all with SLUB and slub_debug
-- evidence: {cache}: object {object}: {problem} at offset {first}{found}
-- remedy: Who allocated or freed the object last is the first suspect. To catch the writer in the
--   act, boot a kernel with KASAN, or this one with slub_debug of that cache.
-- command: crashql vmcore {path} corruption
--   grubby --update-kernel=ALL --args=slub_debug=FZPU,{cache}    # checks at each allocation and free
-- effects: slub_debug of one cache costs memory and time of that cache alone.
SELECT s.host, c.source_id, NULL AS fault_id, s.path, c.cache, c.object_address AS object, c.problem, c.first_bad AS first,
       coalesce(': ' || substr(c.found, 1, 32), '') AS found
FROM slab_corruption AS c
JOIN source AS s ON s.id = c.source_id
JOIN dump AS d ON d.source_id = c.source_id
ORDER BY s.key, c.row_no;
