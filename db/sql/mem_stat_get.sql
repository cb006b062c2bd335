SELECT * FROM mem_stat WHERE fault_id = :fault_id ORDER BY row_no;
