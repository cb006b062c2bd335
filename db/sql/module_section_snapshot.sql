SELECT * FROM module_section WHERE source_id = :source_id ORDER BY row_no;
