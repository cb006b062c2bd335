SELECT * FROM oom_kill WHERE fault_id = :fault_id ORDER BY position;
