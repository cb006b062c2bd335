INSERT INTO frame_fact (
	fault_id, stack_no, depth, flags, function, offset, size, module, address, log_line, file,
	line, build_id
) VALUES (
	:fault_id, :stack_no, :depth, :flags, :function, :offset, :size, :module, :address, :log_line,
	:file, :line, :build_id
);
