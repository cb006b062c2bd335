-- title: A deadlock in the dumped kernel
-- evidence: tasks 41 waits for 42 waits for 41; locks: lock_b, lock_a
-- command: bt 41
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'vmcore', 'vmcore', 1, 'ok', 'web01');
INSERT INTO dump (source_id, row_no, host) VALUES (1, 0, 'web01');
INSERT INTO task (id, source_id, row_no, pid, comm, state) VALUES
	(1, 1, 0, 41, 'a', 'D'),
	(2, 1, 1, 42, 'b', 'D');
INSERT INTO lock_wait (source_id, row_no, waiter_pid, owner_pid, kind, lock_name, since_s, waiter_row, owner_row, owner_reason) VALUES
	(1, 0, 41, 42, 'mutex', 'lock_b', 300.0, 0, 1, 'owner of the mutex'),
	(1, 1, 42, 41, 'mutex', 'lock_a', 300.0, 1, 0, 'owner of the mutex');
