-- The one place that says which group a fault is in: the one of the kind and title of its event.
WITH n AS MATERIALIZED (
	SELECT t.id, g.id AS group_id
	FROM temp.todo_fault AS t CROSS JOIN fault_derived AS d ON d.fault_id = t.id
		JOIN fault_derived AS e ON e.fault_id = d.event_id
		JOIN fault_group AS g ON g.key = e.group_key
)
UPDATE fault_derived SET group_id = n.group_id FROM n
WHERE n.id = fault_derived.fault_id AND fault_derived.group_id IS NOT n.group_id;
