INSERT INTO temp.moved_title
SELECT d.title_id, n.id, count(*)
FROM temp.todo_fault AS t CROSS JOIN fault_derived AS d ON d.fault_id = t.id
	JOIN fault_derived AS e ON e.fault_id = d.event_id
	JOIN group_title AS n ON n.key = e.group_key
WHERE d.title_id <> n.id
GROUP BY d.title_id, n.id;
