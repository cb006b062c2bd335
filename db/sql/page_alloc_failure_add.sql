INSERT INTO page_alloc_failure (
	fault_id, comm, page_order, gfp_mask, gfp_flags, nodemask, cpuset, mems_allowed, stall_ms,
	vmalloc_bytes
) VALUES (
	:fault_id, :comm, :page_order, :gfp_mask, :gfp_flags, :nodemask, :cpuset, :mems_allowed,
	:stall_ms, :vmalloc_bytes
);
