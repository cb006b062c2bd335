DELETE FROM fault_signature WHERE fault_id = :fault_id;
