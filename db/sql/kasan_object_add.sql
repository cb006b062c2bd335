INSERT INTO kasan_object (
	source_id, row_no, cache, object_address, object_size, state, alloc_stack, alloc_pid,
	free_stack, free_pid, aux_stack, aux_stack_2
) VALUES (
	:source_id, :row_no, :cache, :object_address, :object_size, :state, :alloc_stack,
	:alloc_pid, :free_stack, :free_pid, :aux_stack, :aux_stack_2
);
