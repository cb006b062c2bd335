INSERT INTO task (
	source_id, row_no, address, pid, tgid, ppid, comm, state, cpu, on_cpu, kernel_thread,
	started_s, blocked_s, total_vm_pages, rss_pages, swap_pages, oom_score_adj, cgroup,
	command_line, flags, priority, policy, cpu_s, rss_anon_pages, rss_file_pages,
	rss_shmem_pages, uid, gid, ns_pid, wait_channel, executable, knowledge
) VALUES (
	:source_id, :row_no, :address, :pid, :tgid, :ppid, :comm, :state, :cpu, :on_cpu,
	:kernel_thread, :started_s, :blocked_s, :total_vm_pages, :rss_pages, :swap_pages,
	:oom_score_adj, :cgroup, :command_line, :flags, :priority, :policy, :cpu_s,
	:rss_anon_pages, :rss_file_pages, :rss_shmem_pages, :uid, :gid, :ns_pid, :wait_channel,
	:executable, :knowledge
);
