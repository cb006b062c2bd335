INSERT INTO slub_report (
	fault_id, cache, problem, slab_address, object_address, slab_offset, objects, used, flags,
	free_pointer, bytes, dump, first_bad, last_bad, expected, found, found_text, fix,
	alloc_function, alloc_pid, alloc_cpu, alloc_age, free_function, free_pid, free_cpu, free_age
) VALUES (
	:fault_id, :cache, :problem, :slab_address, :object_address, :slab_offset, :objects, :used,
	:flags, :free_pointer, :bytes, :dump, :first_bad, :last_bad, :expected, :found, :found_text, :fix,
	:alloc_function, :alloc_pid, :alloc_cpu,
	:alloc_age, :free_function, :free_pid, :free_cpu, :free_age
);
