SELECT instruction, operand, register, value, effective_address, class, meaning
FROM fault_operand WHERE fault_id = :fault_id ORDER BY position;
