SELECT * FROM block_device WHERE source_id = :source_id ORDER BY row_no;
