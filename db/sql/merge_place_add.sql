INSERT INTO temp.merge_place (build_id, address, position, inlined, function, file, line, column_no, knowledge, path, best)
VALUES (:build_id, :address, :position, :inlined, :function, :file, :line, :column_no, :knowledge, :path, :best);
