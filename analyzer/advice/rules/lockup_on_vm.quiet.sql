-- real hardware
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'var/log/messages', 'syslog', 1, 'ok', 'web01');
INSERT INTO boot (id, key, started_local, host) VALUES
	(1, '0000000000000001', 0, 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot, duration_s, hardware) VALUES
	(1, 1, 'soft_lockup', 0, 10, 15, 1.0, 23.0, 'Dell Inc. PowerEdge R740/06WXJT, BIOS 2.12.2 07/09/2021');
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id, time_utc) VALUES
	(1, 'BUG: soft lockup in smp_call_function_many_cond', 3, 0, 's', 'g', 1, 1, 1, '2026-01-02T04:00:00.000000Z');
