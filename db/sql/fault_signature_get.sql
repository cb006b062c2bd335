SELECT level, version, signature, text FROM fault_signature WHERE fault_id = :fault_id ORDER BY row_no;
