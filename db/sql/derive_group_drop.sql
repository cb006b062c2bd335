DELETE FROM fault_group WHERE id IN (SELECT id FROM temp.todo_group)
	AND NOT EXISTS (SELECT 1 FROM fault_derived AS d WHERE d.group_id = fault_group.id);
