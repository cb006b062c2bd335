-- the same objects in both scans
INSERT INTO source (id, path, kind, bytes, status, host, taken_utc) VALUES
	(1, 'mon/kmemleak', 'kmemleak', 1, 'ok', 'web01', '2026-01-01T00:00:00.000000Z'),
	(2, 'tue/kmemleak', 'kmemleak', 1, 'ok', 'web01', '2026-01-02T00:00:00.000000Z');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line) VALUES
	(1, 1, 'kmemleak', 0, 10, 15),
	(2, 2, 'kmemleak', 0, 20, 25);
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, function) VALUES
	(1, 'memory leak in widget_open', 3, 0, 's', 'g', 1, 1, 'widget_open'),
	(2, 'memory leak in widget_open', 3, 0, 's', 'g', 1, 2, 'widget_open');
INSERT INTO kmemleak_object (fault_id, row_no, position, address, size, comm, pid) VALUES
	(1, 0, 0, '0xffff888000000000', 1024, 'widgetd', 9),
	(1, 1, 1, '0xffff888000000040', 1024, 'widgetd', 9),
	(2, 0, 0, '0xffff888000000000', 1024, 'widgetd', 9),
	(2, 1, 1, '0xffff888000000040', 1024, 'widgetd', 9);
