SELECT * FROM held_lock WHERE fault_id = :fault_id ORDER BY row_no;
