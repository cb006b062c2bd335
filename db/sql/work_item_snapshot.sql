SELECT * FROM work_item WHERE source_id = :source_id ORDER BY row_no;
