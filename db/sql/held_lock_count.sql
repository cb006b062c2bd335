SELECT count(*) FROM held_lock WHERE fault_id = :fault_id;
