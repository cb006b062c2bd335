-- A title that is new and took the faults of another one over stays in that one's group.
WITH heir AS (
	SELECT m.new_id, o.group_id, row_number() OVER (
		PARTITION BY m.new_id ORDER BY m.faults DESC, o.key
	) AS n
	FROM temp.moved_title AS m JOIN group_title AS o ON o.id = m.old_id
	WHERE o.group_id IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM fault_derived AS d WHERE d.title_id = o.id)
)
UPDATE group_title SET group_id = heir.group_id FROM heir
WHERE heir.new_id = group_title.id AND heir.n = 1 AND group_title.group_id IS NULL;
