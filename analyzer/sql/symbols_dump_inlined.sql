INSERT INTO task_frame (task_id, source_id, row_no, task_row, cpu, pid, depth, function, offset, size, module,
	address, context, reliable, inlined, file, line, exact, knowledge)
SELECT t.task_id, t.source_id, t.row_no - f.inlined + c.position, t.task_row, t.cpu, t.pid,
       t.depth - f.inlined + c.position, coalesce(c.function, t.function), NULL, NULL, t.module, t.address,
       t.context, t.reliable, 1, c.file, c.line, t.exact, t.knowledge
FROM temp.frame_found AS f JOIN temp.frame_move AS m ON m.row_no = f.row_no
JOIN task_frame AS t ON t.source_id = :source_id AND t.row_no = m.to_row
JOIN symbol_cache AS c ON c.build_id = f.build_id AND c.address = f.address AND c.inlined = 1;
