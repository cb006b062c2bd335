INSERT OR IGNORE INTO temp.todo_group VALUES (:id);
