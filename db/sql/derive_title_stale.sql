-- Titles whose example is theirs no more, or stands for its report no more, are looked at in full.
UPDATE group_title SET stale = 1
WHERE id IN (SELECT id FROM temp.todo_title) AND stale = 0 AND example_fault_id IS NOT NULL
	AND NOT EXISTS (
		SELECT 1 FROM fault_derived AS d
		WHERE d.fault_id = group_title.example_fault_id AND d.title_id = group_title.id
			AND d.event_id = d.fault_id
	);
