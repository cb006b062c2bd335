-- One step of spreading the smallest label over all that have a mark in common; run until nothing
-- changes.
WITH by_mark AS (
	SELECT m.mark, min(n.label) AS label
	FROM temp.boot_mark AS m JOIN temp.boot_node AS n ON n.id = m.id GROUP BY m.mark
), by_node AS (
	SELECT m.id, min(k.label) AS label
	FROM temp.boot_mark AS m JOIN by_mark AS k ON k.mark = m.mark GROUP BY m.id
)
UPDATE temp.boot_node SET label = by_node.label FROM by_node
WHERE by_node.id = boot_node.id AND by_node.label < boot_node.label;
