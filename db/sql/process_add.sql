INSERT INTO process (
	source_id, row_no, pid, ppid, uid, comm, state, vsz_kb, rss_kb, minor_faults,
	major_faults, oom_score, oom_score_adj, cgroup, command_line
) VALUES (
	:source_id, :row_no, :pid, :ppid, :uid, :comm, :state, :vsz_kb, :rss_kb, :minor_faults,
	:major_faults, :oom_score, :oom_score_adj, :cgroup, :command_line
);
