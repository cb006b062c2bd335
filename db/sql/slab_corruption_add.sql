INSERT INTO slab_corruption (
	source_id, row_no, cache, object_address, problem, first_bad, last_bad, found,
	alloc_stack, alloc_pid, free_stack, free_pid
) VALUES (
	:source_id, :row_no, :cache, :object_address, :problem, :first_bad, :last_bad, :found,
	:alloc_stack, :alloc_pid, :free_stack, :free_pid
);
