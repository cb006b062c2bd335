INSERT INTO swap (
	source_id, row_no, path, kind, size_kb, used_kb, priority
) VALUES (
	:source_id, :row_no, :path, :kind, :size_kb, :used_kb, :priority
);
