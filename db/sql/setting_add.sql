INSERT INTO setting (
	source_id, row_no, name, value
) VALUES (
	:source_id, :row_no, :name, :value
);
