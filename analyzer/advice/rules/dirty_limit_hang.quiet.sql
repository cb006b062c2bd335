-- a small machine: the limit is under 1 GiB
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'var/log/messages', 'syslog', 1, 'ok', 'web01'),
	(2, 'proc/meminfo', 'meminfo', 1, 'ok', 'web01'),
	(3, 'sysctl_-a', 'sysctl', 1, 'ok', 'web01');
INSERT INTO boot (id, key, started_local, host) VALUES
	(1, '0000000000000001', 0, 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot, comm, pid, duration_s) VALUES
	(1, 1, 'hung_task', 0, 10, 15, 500, 'postgres', 4242, 122.0);
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id, time_utc) VALUES
	(1, 'INFO: task hung in x', 3, 0, 's', 'g', 1, 1, 1, '2026-01-02T04:00:00.000000Z');
INSERT INTO frame_fact (fault_id, stack_no, depth, flags, function) VALUES
	(1, 0, 0, 0, '__schedule'),
	(1, 0, 1, 0, 'schedule'),
	(1, 0, 2, 0, 'io_schedule'),
	(1, 0, 3, 0, 'folio_wait_bit'),
	(1, 0, 4, 0, 'folio_wait_writeback');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(2, 0, 'MemTotal', 4000000, 'kB');
INSERT INTO setting (source_id, row_no, name, value) VALUES
	(3, 0, 'vm.dirty_ratio', '20'),
	(3, 1, 'vm.dirty_bytes', '0');
