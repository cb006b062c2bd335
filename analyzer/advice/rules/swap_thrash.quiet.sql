-- what was swapped out stays out
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/meminfo', 'meminfo', 1, 'ok', 'web01'),
	(2, 'proc/vmstat', 'vmstat', 1, 'ok', 'web01');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'MemTotal', 16000000, 'kB'),
	(1, 1, 'MemAvailable', 300000, 'kB'),
	(2, 0, 'pswpin', 11000000, ''),
	(2, 1, 'pswpout', 12000000, ''),
	(2, 2, 'workingset_refault_anon', 10000, '');
