-- an error, but the file system goes on
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'var/log/messages', 'syslog', 1, 'ok', 'web01');
INSERT INTO boot (id, key, started_local, host) VALUES
	(1, '0000000000000001', 0, 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot, message) VALUES
	(1, 1, 'io_error', 0, 10, 15, 600.0, 'I/O error, dev sda, sector 2048'),
	(2, 1, 'fs_error', 0, 20, 25, 601.0, 'EXT4-fs warning (device sda1): ext4_end_bio:342: I/O error');
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id) VALUES
	(1, 'I/O error', 3, 0, 's', 'g', 1, 1, 1),
	(2, 'fs', 3, 0, 's', 'g', 1, 2, 1);
