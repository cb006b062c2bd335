SELECT * FROM kernel_log WHERE source_id = :source_id ORDER BY row_no;
