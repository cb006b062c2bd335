INSERT INTO cpu (
	source_id, row_no, cpu, pid, comm, context, task_row, running, knowledge, idle_address, idle_comm
) VALUES (
	:source_id, :row_no, :cpu, :pid, :comm, :context, :task_row, :running, :knowledge, :idle_address, :idle_comm
);
