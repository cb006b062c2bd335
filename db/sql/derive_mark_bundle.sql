-- The same report at the same microsecond in one bundle, whatever its kernel.
INSERT OR IGNORE INTO temp.boot_mark
SELECT 'bundle ' || s.bundle_id || ' ' || f.sight, n.id
FROM temp.boot_node AS n CROSS JOIN fault_fact AS f ON f.source_boot_id = n.id
	JOIN source AS s ON s.id = f.source_id
WHERE f.sight IS NOT NULL AND s.bundle_id IS NOT NULL;
