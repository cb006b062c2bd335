SELECT stack_no, flags, function, offset, size, module, address, log_line, file, line, build_id
FROM frame_fact WHERE fault_id = :fault_id ORDER BY stack_no, depth;
