INSERT INTO memory_object (
	fault_id, cache, object_size, object_address, object_offset, located, region, alloc_pid,
	alloc_comm, alloc_cpu, alloc_time, free_pid, free_comm, free_cpu, free_time, memory_state, page
) VALUES (
	:fault_id, :cache, :object_size, :object_address, :object_offset, :located, :region,
	:alloc_pid, :alloc_comm, :alloc_cpu, :alloc_time, :free_pid, :free_comm, :free_cpu, :free_time,
	:memory_state, :page
);
