SELECT * FROM mem_stat WHERE source_id = :source_id AND fault_id IS NULL ORDER BY row_no;
