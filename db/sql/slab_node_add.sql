INSERT INTO slab_node (
	source_id, row_no, name, node, num_slabs, num_objs, active_objs, free_objs, partial_slabs,
	listed_slabs, list
) VALUES (
	:source_id, :row_no, :name, :node, :num_slabs, :num_objs, :active_objs, :free_objs,
	:partial_slabs, :listed_slabs, :list
);
