DELETE FROM title_signature WHERE title_id IN (SELECT id FROM group_title WHERE stale = 1)
	OR title_id IN (
		SELECT t.id FROM temp.todo_title AS t
		WHERE NOT EXISTS (SELECT 1 FROM fault_derived AS d WHERE d.title_id = t.id)
	);
