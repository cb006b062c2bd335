INSERT INTO oom (
	fault_id, trigger_comm, trigger_pid, gfp_mask, gfp_flags, page_order, oom_score_adj,
	constraint_kind, nodemask, cpuset, mems_allowed, oom_memcg, task_memcg, memcg_usage_kb,
	memcg_limit_kb, memcg_failcnt, swap_usage_kb, swap_limit_kb, swap_failcnt, kmem_usage_kb,
	kmem_limit_kb, kmem_failcnt, page_kb, pages_ram, pages_highmem,
	pages_reserved, free_swap_kb, total_swap_kb
) VALUES (
	:fault_id, :trigger_comm, :trigger_pid, :gfp_mask, :gfp_flags, :page_order, :oom_score_adj,
	:constraint_kind, :nodemask, :cpuset, :mems_allowed, :oom_memcg, :task_memcg, :memcg_usage_kb,
	:memcg_limit_kb, :memcg_failcnt, :swap_usage_kb, :swap_limit_kb, :swap_failcnt, :kmem_usage_kb,
	:kmem_limit_kb, :kmem_failcnt, :page_kb, :pages_ram, :pages_highmem,
	:pages_reserved, :free_swap_kb, :total_swap_kb
);
