-- Boots that faults name and nothing else tells of.
INSERT OR IGNORE INTO source_boot (source_id, number)
SELECT DISTINCT source_id, coalesce(boot_no, 0) FROM fault_fact WHERE source_id = :source_id;
