-- A title without faults is no more; its key leads to where most of its faults went.
WITH heir AS (
	SELECT m.old_id, n.key, row_number() OVER (
		PARTITION BY m.old_id ORDER BY m.faults DESC, n.key
	) AS n
	FROM temp.moved_title AS m JOIN group_title AS n ON n.id = m.new_id
)
INSERT INTO group_history (change, old_group_id, old_key, new_key, reason)
SELECT 'rename', t.group_id, t.key, h.key, t.title
FROM group_title AS t JOIN heir AS h ON h.old_id = t.id AND h.n = 1
WHERE t.id IN (SELECT id FROM temp.todo_title)
	AND NOT EXISTS (SELECT 1 FROM fault_derived AS d WHERE d.title_id = t.id)
ORDER BY t.key;
