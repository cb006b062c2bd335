WITH n AS MATERIALIZED (
	SELECT t.id, g.id AS title_id
	FROM temp.todo_fault AS t CROSS JOIN fault_derived AS d ON d.fault_id = t.id
		JOIN fault_derived AS e ON e.fault_id = d.event_id
		JOIN group_title AS g ON g.key = e.group_key
)
UPDATE fault_derived SET title_id = n.title_id FROM n
WHERE n.id = fault_derived.fault_id AND fault_derived.title_id IS NOT n.title_id;
