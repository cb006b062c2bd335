INSERT INTO stack (
	fault_id, stack_no, role, cpu, pid, comm, title, log_line
) VALUES (
	:fault_id, :stack_no, :role, :cpu, :pid, :comm, :title, :log_line
);
