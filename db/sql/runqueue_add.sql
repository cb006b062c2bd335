INSERT INTO runqueue (
	source_id, row_no, cpu, running, rt_running, deadline_running, switches, clock_s,
	current_pid
) VALUES (
	:source_id, :row_no, :cpu, :running, :rt_running, :deadline_running, :switches,
	:clock_s, :current_pid
);
