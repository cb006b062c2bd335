INSERT INTO temp.frame_found (row_no, build_id, address, inlined, function, offset, size, module)
VALUES (:row_no, :build_id, :address, :inlined, :function, :offset, :size, :module);
