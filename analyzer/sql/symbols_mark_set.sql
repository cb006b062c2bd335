INSERT OR REPLACE INTO symbol_mark (id, fault_id, source_id)
SELECT 1, coalesce((SELECT max(id) FROM fault_fact), 0), coalesce((SELECT max(id) FROM source), 0);
