-- Slab caches of a dump, the largest first; :arg: of one name, or a pattern with *.
SELECT name, active_objs, num_objs, objsize, objperslab, pagesperslab AS pages, num_slabs AS slabs,
	num_slabs * pagesperslab * dump.page_size / 1024 AS total_kb
FROM slab_cache JOIN dump ON dump.source_id = slab_cache.source_id
WHERE :arg IS NULL OR name GLOB :arg
ORDER BY total_kb DESC, name;
