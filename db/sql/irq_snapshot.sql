SELECT * FROM irq WHERE source_id = :source_id ORDER BY row_no;
