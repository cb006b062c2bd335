-- title: The kernel went on after an Oops, and hit the next
-- evidence: BUG: second at 2026-01-02T04:00:00: Oops number 2 of this boot; kernel.panic_on_oops = 0
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'var/log/messages', 'syslog', 1, 'ok', 'web01'),
	(2, 'sysctl_-a', 'sysctl', 1, 'ok', 'web01');
INSERT INTO boot (id, key, started_local, host) VALUES
	(1, '0000000000000001', 0, 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot, oops_number) VALUES
	(1, 1, 'oops', 0, 10, 15, 1.0, 1),
	(2, 1, 'oops', 0, 20, 25, 2.0, 2);
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id) VALUES
	(1, 'BUG: first', 2, 0, 's', 'g', 1, 1, 1);
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id, time_utc) VALUES
	(2, 'BUG: second', 2, 0, 's', 'g', 1, 2, 1, '2026-01-02T04:00:00.000000Z');
INSERT INTO setting (source_id, row_no, name, value) VALUES
	(2, 0, 'kernel.panic_on_oops', '0');
