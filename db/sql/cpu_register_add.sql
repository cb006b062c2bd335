INSERT INTO cpu_register (
	source_id, row_no, cpu, name, value
) VALUES (
	:source_id, :row_no, :cpu, :name, :value
);
