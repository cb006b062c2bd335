SELECT function, file, coalesce(path, file) AS path, line, column_no, inlined, knowledge, best
FROM symbol_cache WHERE build_id = :build_id AND address = :address ORDER BY position;
