-- half a percent
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/meminfo', 'meminfo', 1, 'ok', 'web01');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'MemTotal', 16000000, 'kB'),
	(1, 1, 'PageTables', 80000, 'kB'),
	(1, 2, 'Shmem', 8000000, 'kB'),
	(1, 3, 'Hugepagesize', 2048, 'kB'),
	(1, 4, 'HugePages_Total', 0, '');
