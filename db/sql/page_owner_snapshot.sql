SELECT * FROM page_owner WHERE source_id = :source_id ORDER BY row_no;
