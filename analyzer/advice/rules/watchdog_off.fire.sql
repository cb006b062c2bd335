-- title: CPUs were stuck, and the watchdog that should tell is off
-- evidence: INFO: rcu detected stall in foo at 2026-01-02T04:00:00; kernel.watchdog_thresh = 0
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'var/log/messages', 'syslog', 1, 'ok', 'web01'),
	(2, 'sysctl_-a', 'sysctl', 1, 'ok', 'web01');
INSERT INTO boot (id, key, started_local, host) VALUES
	(1, '0000000000000001', 0, 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot) VALUES
	(1, 1, 'rcu_stall', 0, 10, 15, 1.0);
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id, time_utc) VALUES
	(1, 'INFO: rcu detected stall in foo', 3, 0, 's', 'g', 1, 1, 1, '2026-01-02T04:00:00.000000Z');
INSERT INTO setting (source_id, row_no, name, value) VALUES
	(2, 0, 'kernel.watchdog_thresh', '0'),
	(2, 1, 'kernel.watchdog', '1');
