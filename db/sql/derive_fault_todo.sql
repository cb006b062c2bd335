INSERT INTO temp.todo_fault
SELECT f.id FROM temp.todo_boot AS t CROSS JOIN fault_fact AS f ON f.source_boot_id = t.id;
