SELECT * FROM cpu_register WHERE source_id = :source_id ORDER BY row_no;
