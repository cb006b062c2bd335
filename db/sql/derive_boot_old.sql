INSERT OR IGNORE INTO temp.old_boot
SELECT b.boot_id FROM temp.todo_boot AS t CROSS JOIN source_boot AS b ON b.id = t.id
WHERE b.boot_id IS NOT NULL;
