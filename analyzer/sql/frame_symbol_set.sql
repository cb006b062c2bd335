INSERT OR REPLACE INTO frame_symbol (fault_id, stack_no, depth, shift, build_id, address, knowledge, function, offset,
	size, module, candidates, note)
VALUES (:fault_id, :stack_no, :depth, :shift, :build_id, :address, :knowledge, :function, :offset, :size, :module,
	:candidates, :note);
