-- The one place that says which group a fault is in: the one of its own kind and title.
UPDATE fault_derived SET group_id = g.id
FROM temp.todo_fault AS t, fault_group AS g
WHERE t.id = fault_derived.fault_id AND g.key = fault_derived.group_key
	AND fault_derived.group_id IS NOT g.id;
