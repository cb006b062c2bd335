-- nobody waits long
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'vmcore', 'vmcore', 1, 'ok', 'web01');
INSERT INTO dump (source_id, row_no, host) VALUES (1, 0, 'web01');
INSERT INTO task (id, source_id, row_no, pid, comm, state) VALUES
	(1, 1, 0, 41, 'a', 'D'),
	(2, 1, 1, 42, 'b', 'D');
INSERT INTO lock_wait (source_id, row_no, waiter_pid, owner_pid, kind, lock_name, since_s, waiter_row, owner_row, owner_reason) VALUES
	(1, 0, 41, 42, 'mutex', 'lock_b', 3.0, 0, 1, 'owner of the mutex');
