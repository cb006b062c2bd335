-- Who allocated the objects of a dump that are in use; :arg: of one slab cache, or of one kind.
SELECT kind, cache, objects, bytes, function, module, pid, comm, round(newest_s, 1) AS newest_s,
	round(oldest_s, 1) AS oldest_s, stack
FROM alloc_stack WHERE :arg IS NULL OR cache = :arg OR kind = :arg
ORDER BY kind = 'tracked', bytes DESC, row_no LIMIT 100;
