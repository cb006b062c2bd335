DELETE FROM group_near
WHERE title_id IN (SELECT t.id FROM temp.todo_title AS t
	WHERE NOT EXISTS (SELECT 1 FROM fault_derived AS d WHERE d.title_id = t.id))
	OR near_title_id IN (SELECT t.id FROM temp.todo_title AS t
	WHERE NOT EXISTS (SELECT 1 FROM fault_derived AS d WHERE d.title_id = t.id));
