SELECT * FROM process WHERE source_id = :source_id ORDER BY row_no;
