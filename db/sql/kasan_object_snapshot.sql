SELECT * FROM kasan_object WHERE source_id = :source_id ORDER BY row_no;
