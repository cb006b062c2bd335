DELETE FROM group_title WHERE id IN (SELECT id FROM temp.todo_title)
	AND NOT EXISTS (SELECT 1 FROM fault_derived AS d WHERE d.title_id = group_title.id);
