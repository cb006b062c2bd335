-- The title of a fault is that of its event: of the sighting that tells most.
INSERT OR IGNORE INTO group_title (key, kind, title)
SELECT e.group_key, f.kind, e.title
FROM temp.todo_fault AS t CROSS JOIN fault_derived AS d ON d.fault_id = t.id
	JOIN fault_derived AS e ON e.fault_id = d.event_id
	JOIN fault_fact AS f ON f.id = e.fault_id
ORDER BY e.group_key;
