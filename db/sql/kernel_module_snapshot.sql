SELECT * FROM kernel_module WHERE source_id = :source_id ORDER BY row_no;
