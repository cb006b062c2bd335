-- one Oops only
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'var/log/messages', 'syslog', 1, 'ok', 'web01');
INSERT INTO boot (id, key, started_local, host) VALUES
	(1, '0000000000000001', 0, 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot, oops_number) VALUES
	(1, 1, 'oops', 0, 10, 15, 1.0, 1);
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id) VALUES
	(1, 'BUG: first', 2, 0, 's', 'g', 1, 1, 1);
