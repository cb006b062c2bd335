SELECT * FROM oom WHERE fault_id = :fault_id;
