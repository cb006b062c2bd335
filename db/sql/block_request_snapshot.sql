SELECT * FROM block_request WHERE source_id = :source_id ORDER BY row_no;
