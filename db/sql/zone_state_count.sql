SELECT count(*) FROM zone_state WHERE fault_id = :fault_id;
