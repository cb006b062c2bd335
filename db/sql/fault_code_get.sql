SELECT offset, bytes, instruction, is_fault, is_sure FROM fault_code
WHERE fault_id = :fault_id ORDER BY position;
