DELETE FROM title_signature WHERE title_id IN (SELECT id FROM temp.todo_title);
