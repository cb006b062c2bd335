SELECT * FROM lock_wait WHERE source_id = :source_id ORDER BY row_no;
