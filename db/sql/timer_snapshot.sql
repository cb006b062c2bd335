SELECT * FROM timer WHERE source_id = :source_id ORDER BY row_no;
