-- title: One task of the dumped kernel keeps others waiting
-- evidence: nfsd (42) keeps 1 task waiting, the longest for 5 min 0 s; it stands in io_schedule
-- command: bt 42
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'vmcore', 'vmcore', 1, 'ok', 'web01');
INSERT INTO dump (source_id, row_no, host) VALUES (1, 0, 'web01');
INSERT INTO task (id, source_id, row_no, pid, comm, state, wait_channel) VALUES
	(1, 1, 0, 41, 'a', 'D', 'mutex_lock'),
	(2, 1, 1, 42, 'nfsd', 'D', 'io_schedule');
INSERT INTO lock_wait (source_id, row_no, waiter_pid, owner_pid, kind, lock_name, since_s, waiter_row, owner_row, owner_reason) VALUES
	(1, 0, 41, 42, 'mutex', 'lock_b', 300.0, 0, 1, 'owner of the mutex');
