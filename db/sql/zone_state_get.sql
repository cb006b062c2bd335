SELECT * FROM zone_state WHERE fault_id = :fault_id ORDER BY row_no;
