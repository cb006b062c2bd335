INSERT INTO group_history (change, old_group_id, old_key, new_group_id, new_key, reason)
VALUES (:change, :old_group_id, :old_key, :new_group_id, :new_key, :reason);
