INSERT OR IGNORE INTO temp.todo_group SELECT id FROM fault_group;
