INSERT OR IGNORE INTO temp.todo_title SELECT id FROM group_title WHERE stale = 1;
