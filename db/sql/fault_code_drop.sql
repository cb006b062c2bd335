DELETE FROM fault_code WHERE fault_id = :fault_id;
