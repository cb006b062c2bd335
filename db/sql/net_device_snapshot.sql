SELECT * FROM net_device WHERE source_id = :source_id ORDER BY row_no;
