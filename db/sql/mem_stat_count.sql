SELECT count(*) FROM mem_stat WHERE fault_id = :fault_id;
