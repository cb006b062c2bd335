-- huge pages only for those who ask
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/vmstat', 'vmstat', 1, 'ok', 'web01'),
	(2, 'sys/kernel/mm/transparent_hugepage/enabled', 'value', 1, 'ok', 'web01');
INSERT INTO setting (source_id, row_no, name, value) VALUES
	(2, 0, 'sys/kernel/mm/transparent_hugepage/enabled', 'always [madvise] never');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'compact_stall', 200000, ''),
	(1, 1, 'compact_fail', 60000, ''),
	(1, 2, 'compact_success', 140000, '');
