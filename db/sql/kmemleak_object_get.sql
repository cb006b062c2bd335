SELECT * FROM kmemleak_object WHERE fault_id = :fault_id ORDER BY row_no;
