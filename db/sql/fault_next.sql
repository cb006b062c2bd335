SELECT id FROM fault_fact WHERE id > :fault_id ORDER BY id LIMIT 1;
