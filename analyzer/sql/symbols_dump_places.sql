-- The functions that have frames of their own.
UPDATE task_frame SET file = c.file, line = c.line,
	function = coalesce(task_frame.function, f.function, c.function),
	offset = CASE WHEN task_frame.function IS NULL THEN f.offset ELSE task_frame.offset END,
	size = CASE WHEN task_frame.function IS NULL THEN f.size ELSE task_frame.size END,
	module = coalesce(task_frame.module, f.module)
FROM temp.frame_found AS f JOIN symbol_cache AS c ON c.build_id = f.build_id AND c.address = f.address AND c.inlined = 0
WHERE task_frame.source_id = :source_id AND task_frame.row_no = f.row_no;
