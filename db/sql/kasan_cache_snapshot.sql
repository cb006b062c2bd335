SELECT * FROM kasan_cache WHERE source_id = :source_id ORDER BY row_no;
