SELECT role, cpu, pid, comm, title, log_line FROM stack WHERE fault_id = :fault_id ORDER BY stack_no;
