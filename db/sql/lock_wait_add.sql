INSERT INTO lock_wait (
	source_id, row_no, waiter_pid, owner_pid, kind, lock_address, lock_name, since_s,
	waiter_row, owner_row, mode, owner_reason, knowledge
) VALUES (
	:source_id, :row_no, :waiter_pid, :owner_pid, :kind, :lock_address, :lock_name,
	:since_s, :waiter_row, :owner_row, :mode, :owner_reason, :knowledge
);
