SELECT file, line FROM symbol_cache
WHERE build_id = :build_id AND address = :address AND inlined = 0 AND file IS NOT NULL;
