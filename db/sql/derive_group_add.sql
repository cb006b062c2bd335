INSERT OR IGNORE INTO fault_group (key, signature, kind, title)
SELECT d.group_key, d.signature, f.kind, d.title
FROM temp.todo_fault AS t CROSS JOIN fault_derived AS d ON d.fault_id = t.id
	JOIN fault_fact AS f ON f.id = t.id;
