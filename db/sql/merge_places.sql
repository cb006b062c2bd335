SELECT build_id, address, position, inlined, function, file, line, column_no, knowledge, path, best
FROM symbol_cache ORDER BY build_id, address, position;
