-- The one place that says which group a fault is in: the one of its title.
WITH n AS MATERIALIZED (
	SELECT t.id, g.group_id
	FROM temp.todo_fault AS t CROSS JOIN fault_derived AS d ON d.fault_id = t.id
		JOIN group_title AS g ON g.id = d.title_id
)
UPDATE fault_derived SET group_id = n.group_id FROM n
WHERE n.id = fault_derived.fault_id AND fault_derived.group_id IS NOT n.group_id;
