WITH n AS MATERIALIZED (
	SELECT t.id, b.id AS boot_id FROM temp.boot_node AS t CROSS JOIN boot AS b ON b.key = t.key
)
UPDATE source_boot SET boot_id = n.boot_id FROM n
WHERE n.id = source_boot.id AND source_boot.boot_id IS NOT n.boot_id;
