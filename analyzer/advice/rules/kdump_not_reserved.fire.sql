-- title: The kernel panicked, and no memory was reserved for kdump
-- evidence: kernel panic: Fatal exception at 2026-01-02T04:00:00; command line: BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'console.log', 'dmesg', 1, 'ok', 'web01');
INSERT INTO boot (id, key, started_local, host, command_line) VALUES
	(1, '0000000000000001', 0, 'web01', 'BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot) VALUES
	(1, 1, 'panic', 0, 10, 15, 1.0);
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id, time_utc) VALUES
	(1, 'kernel panic: Fatal exception', 1, 0, 's', 'g', 1, 1, 1, '2026-01-02T04:00:00.000000Z');
