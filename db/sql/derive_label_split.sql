-- Two machines, or two boots, ended up as one through a third that could be either: only boot ids
-- count there.
WITH torn AS (
	SELECT label FROM temp.boot_node GROUP BY label
	HAVING count(DISTINCT boot_uuid) > 1
		OR (count(DISTINCT host_name) > 1 AND count(boot_uuid) < count(*))
)
UPDATE temp.boot_node SET label = coalesce(
	(SELECT min(o.id) FROM temp.boot_node AS o WHERE o.boot_uuid = boot_node.boot_uuid), id)
WHERE label IN (SELECT label FROM torn);
