INSERT INTO cpu (
	source_id, row_no, cpu, pid, comm, context, task_row, running, knowledge
) VALUES (
	:source_id, :row_no, :cpu, :pid, :comm, :context, :task_row, :running, :knowledge
);
