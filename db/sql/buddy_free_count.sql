SELECT count(*) FROM buddy_free WHERE fault_id = :fault_id;
