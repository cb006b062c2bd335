SELECT * FROM task_frame WHERE source_id = :source_id ORDER BY row_no;
