-- balancing is on
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/vmstat', 'vmstat', 1, 'ok', 'web01'),
	(2, 'sysctl_-a', 'sysctl', 1, 'ok', 'web01');
INSERT INTO setting (source_id, row_no, name, value) VALUES
	(2, 0, 'kernel.numa_balancing', '1');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'numa_hit', 80000000, ''),
	(1, 1, 'numa_miss', 20000000, '');
