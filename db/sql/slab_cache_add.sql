INSERT INTO slab_cache (
	source_id, row_no, name, active_objs, num_objs, objsize, objperslab, pagesperslab,
	active_slabs, num_slabs
) VALUES (
	:source_id, :row_no, :name, :active_objs, :num_objs, :objsize, :objperslab,
	:pagesperslab, :active_slabs, :num_slabs
);
