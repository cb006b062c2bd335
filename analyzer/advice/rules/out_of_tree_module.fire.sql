-- title: Out-of-tree module vboxdrv is to blame for kernel faults
-- evidence: BUG: unable to handle kernel paging request in rtR0MemFree at 2026-01-02T04:00:00: rtR0MemFree [vboxdrv(OE)]
-- command: modprobe -r vboxdrv
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'var/log/messages', 'syslog', 1, 'ok', 'web01');
INSERT INTO boot (id, key, started_local, host) VALUES
	(1, '0000000000000001', 0, 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot, taint) VALUES
	(1, 1, 'oops', 0, 10, 15, 9, 'OE');
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id, time_utc, function, module) VALUES
	(1, 'BUG: unable to handle kernel paging request in rtR0MemFree', 2, 0, 's', 'g', 1, 1, 1, '2026-01-02T04:00:00.000000Z', 'rtR0MemFree', 'vboxdrv');
INSERT INTO fault_text (fault_id, modules) VALUES
	(1, 'vboxdrv(OE) ext4 jbd2');
