-- title: Tasks hang because memory is short
-- evidence: postgres (pid 4242) hung for 122 s in __alloc_pages_slowpath.constprop.0 at 2026-01-02T04:00:00
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'var/log/messages', 'syslog', 1, 'ok', 'web01');
INSERT INTO boot (id, key, started_local, host) VALUES
	(1, '0000000000000001', 0, 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot, comm, pid, duration_s) VALUES
	(1, 1, 'hung_task', 0, 10, 15, 500, 'postgres', 4242, 122.0);
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id, time_utc) VALUES
	(1, 'INFO: task hung in x', 3, 0, 's', 'g', 1, 1, 1, '2026-01-02T04:00:00.000000Z');
INSERT INTO frame_fact (fault_id, stack_no, depth, flags, function) VALUES
	(1, 0, 0, 0, '__schedule'),
	(1, 0, 1, 0, 'schedule'),
	(1, 0, 2, 0, 'schedule_timeout'),
	(1, 0, 3, 0, 'reclaim_throttle'),
	(1, 0, 4, 0, 'shrink_node'),
	(1, 0, 5, 0, 'do_try_to_free_pages'),
	(1, 0, 6, 0, 'try_to_free_pages'),
	(1, 0, 7, 0, '__alloc_pages_slowpath.constprop.0');
