INSERT INTO temp.merge_frame (fault_key, fault_id, stack_no, depth, build_id, address, knowledge, function, offset, size,
	module, candidates, note)
SELECT :fault_key, f.id, :stack_no, :depth, :build_id, :address, :knowledge, :function, :offset, :size, :module,
	:candidates, :note
FROM fault_fact AS f WHERE f.key = :fault_key;
