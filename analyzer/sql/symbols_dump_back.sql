UPDATE task_frame SET row_no = -1 - row_no WHERE source_id = :source_id AND row_no < 0;
