-- Who allocated the objects of a dump that are in use; :arg: of one slab cache.
SELECT kind, cache, objects, bytes, function, module, pid, comm, round(newest_s, 1) AS newest_s,
	round(oldest_s, 1) AS oldest_s, stack
FROM alloc_stack WHERE :arg IS NULL OR cache = :arg
ORDER BY bytes DESC, row_no LIMIT 100;
