DELETE FROM fault_operand WHERE fault_id = :fault_id;
