INSERT OR IGNORE INTO temp.todo_title
SELECT d.title_id FROM temp.todo_fault AS t CROSS JOIN fault_derived AS d ON d.fault_id = t.id
WHERE d.title_id IS NOT NULL;
