SELECT 1 + max(coalesce((SELECT max(id) FROM fault_group), 0),
	coalesce((SELECT max(max(coalesce(old_group_id, 0), coalesce(new_group_id, 0))) FROM group_history), 0));
