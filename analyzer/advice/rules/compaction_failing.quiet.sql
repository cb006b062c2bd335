-- compaction mostly succeeds
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/vmstat', 'vmstat', 1, 'ok', 'web01');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'compact_stall', 200000, ''),
	(1, 1, 'compact_fail', 30000, ''),
	(1, 2, 'compact_success', 170000, '');
