INSERT OR IGNORE INTO temp.todo_group
SELECT group_id FROM group_title WHERE stale = 1 AND group_id IS NOT NULL;
