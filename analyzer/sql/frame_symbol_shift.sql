UPDATE frame_symbol SET shift = :shift WHERE fault_id = :fault_id AND stack_no = :stack_no AND depth = :depth;
