-- title: A failing device makes tasks hang
-- evidence: blk_update_request: I/O error, dev sda, sector 2048, then jbd2/sda1-8 hung 300 s later
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'var/log/messages', 'syslog', 1, 'ok', 'web01');
INSERT INTO boot (id, key, started_local, host) VALUES
	(1, '0000000000000001', 0, 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot, message) VALUES
	(1, 1, 'io_error', 0, 10, 15, 600.0, 'blk_update_request: I/O error, dev sda, sector 2048');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot, comm, pid) VALUES
	(2, 1, 'hung_task', 0, 20, 25, 900.0, 'jbd2/sda1-8', 4);
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id) VALUES
	(1, 'I/O error', 3, 0, 's', 'g', 1, 1, 1),
	(2, 'hung', 3, 0, 's', 'g', 1, 2, 1);
