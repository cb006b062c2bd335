SELECT count(*) FROM oom_kill WHERE fault_id = :fault_id;
