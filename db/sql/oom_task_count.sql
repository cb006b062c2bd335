SELECT count(*) FROM oom_task WHERE fault_id = :fault_id;
