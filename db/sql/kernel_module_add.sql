INSERT INTO kernel_module (
	source_id, row_no, name, address, size, taint, build_id, state, version, knowledge
) VALUES (
	:source_id, :row_no, :name, :address, :size, :taint, :build_id, :state, :version,
	:knowledge
);
