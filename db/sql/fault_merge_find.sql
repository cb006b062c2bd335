SELECT id FROM fault_fact WHERE source_id = :source_id AND merge_key = :merge_key;
