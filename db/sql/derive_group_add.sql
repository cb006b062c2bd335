INSERT OR IGNORE INTO fault_group (key, signature, kind, title)
SELECT e.group_key, e.signature, f.kind, e.title
FROM temp.todo_fault AS t CROSS JOIN fault_derived AS d ON d.fault_id = t.id
	JOIN fault_derived AS e ON e.fault_id = d.event_id
	JOIN fault_fact AS f ON f.id = e.fault_id;
