INSERT INTO held_lock (
	fault_id, row_no, pid, comm, role, position, lock, usage, address, function
) VALUES (
	:fault_id, :row_no, :pid, :comm, :role, :position, :lock, :usage, :address, :function
);
