SELECT * FROM swap WHERE source_id = :source_id ORDER BY row_no;
