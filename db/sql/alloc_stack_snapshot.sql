SELECT * FROM alloc_stack WHERE source_id = :source_id ORDER BY row_no;
