SELECT EXISTS (SELECT 1 FROM temp.todo_title);
