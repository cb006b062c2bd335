SELECT * FROM buddy_free WHERE fault_id = :fault_id ORDER BY row_no;
