INSERT OR IGNORE INTO temp.todo_group
SELECT d.group_id FROM temp.todo_fault AS t CROSS JOIN fault_derived AS d ON d.fault_id = t.id
WHERE d.group_id IS NOT NULL;
