INSERT INTO oom_task (
	fault_id, position, pid, uid, tgid, comm, total_vm_pages, rss_pages, rss_anon_pages,
	rss_file_pages, rss_shmem_pages, cpu, nr_ptes, nr_pmds, nr_puds, pgtables_bytes, swapents,
	oom_score_adj
) VALUES (
	:fault_id, :row_no, :pid, :uid, :tgid, :comm, :total_vm_pages, :rss_pages, :rss_anon_pages,
	:rss_file_pages, :rss_shmem_pages, :cpu, :nr_ptes, :nr_pmds, :nr_puds, :pgtables_bytes,
	:swapents, :oom_score_adj
);
