-- title: 20 % of memory was taken from the wrong NUMA node, and balancing is off
-- evidence: numa_hit 80,000,000, numa_miss 20,000,000; kernel.numa_balancing = 0
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/vmstat', 'vmstat', 1, 'ok', 'web01'),
	(2, 'sysctl_-a', 'sysctl', 1, 'ok', 'web01');
INSERT INTO setting (source_id, row_no, name, value) VALUES
	(2, 0, 'kernel.numa_balancing', '0');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'numa_hit', 80000000, ''),
	(1, 1, 'numa_miss', 20000000, '');
