UPDATE source SET linked = 0
WHERE linked = 1 AND id = (SELECT source_id FROM fault_fact WHERE id = :fault_id);
