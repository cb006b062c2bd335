UPDATE task_frame SET file = :file, line = :line WHERE source_id = :source_id AND row_no = :row_no;
