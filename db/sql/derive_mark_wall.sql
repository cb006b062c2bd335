-- The same report of one host at the same second of the day.
INSERT OR IGNORE INTO temp.boot_mark
SELECT 'wall ' || f.wall_sight, n.id
FROM temp.boot_node AS n CROSS JOIN fault_fact AS f ON f.source_boot_id = n.id
WHERE f.wall_sight IS NOT NULL;
