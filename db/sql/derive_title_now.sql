-- What titles win.
INSERT INTO temp.title_delta
SELECT d.title_id, d.fault_id, 1
FROM temp.todo_fault AS t CROSS JOIN fault_derived AS d ON d.fault_id = t.id
WHERE d.event_id = d.fault_id;
