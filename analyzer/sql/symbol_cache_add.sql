INSERT OR REPLACE INTO symbol_cache (build_id, address, position, inlined, function, file, line, column_no, knowledge, path, best)
VALUES (:build_id, :address, :position, :inlined, :function, :file, :line, :column_no, :knowledge, :path, :best);
