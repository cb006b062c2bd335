INSERT INTO oom_kill (
	fault_id, position, pid, comm, uid, total_vm_kb, anon_rss_kb, file_rss_kb, shmem_rss_kb,
	pgtables_kb, oom_score_adj, score, memcg_kill
) VALUES (
	:fault_id, :row_no, :pid, :comm, :uid, :total_vm_kb, :anon_rss_kb, :file_rss_kb, :shmem_rss_kb,
	:pgtables_kb, :oom_score_adj, :score, :memcg_kill
);
