INSERT INTO alloc_stack (
	source_id, row_no, kind, cache, objects, bytes, function, module, pid, comm, newest_s,
	oldest_s, stack
) VALUES (
	:source_id, :row_no, :kind, :cache, :objects, :bytes, :function, :module, :pid, :comm,
	:newest_s, :oldest_s, :stack
);
