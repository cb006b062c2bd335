WITH one AS (
	SELECT label, min(key) AS own, max(boot_uuid) AS boot_uuid FROM temp.boot_node GROUP BY label
)
UPDATE temp.boot_node SET key = CASE WHEN one.boot_uuid IS NULL THEN one.own
	ELSE key_of('boot', one.boot_uuid) END
FROM one WHERE one.label = boot_node.label;
