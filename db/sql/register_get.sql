SELECT stack_no, name, value FROM register WHERE fault_id = :fault_id ORDER BY row_no;
