SELECT id, merge_key FROM fault_fact WHERE source_id = :source_id ORDER BY id;
