INSERT INTO task_frame (
	task_id, source_id, row_no, task_row, cpu, pid, depth, function, offset, size, module,
	address, context, reliable, inlined, file, line, exact, knowledge
) VALUES (
	(SELECT id FROM task WHERE source_id = :source_id AND row_no = :task_row), :source_id,
	:row_no, :task_row, :cpu, :pid, :depth, :function, :offset, :size, :module, :address,
	:context, :reliable, :inlined, :file, :line, :exact,
	:knowledge
);
