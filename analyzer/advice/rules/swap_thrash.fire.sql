-- title: The machine swaps the same memory in and out: RAM is too small for what runs
-- evidence: 12,000,000 pages swapped out, 11,000,000 in, 9,000,000 of them needed again soon; MemAvailable 293 MiB of 15 GiB
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/meminfo', 'meminfo', 1, 'ok', 'web01'),
	(2, 'proc/vmstat', 'vmstat', 1, 'ok', 'web01');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'MemTotal', 16000000, 'kB'),
	(1, 1, 'MemAvailable', 300000, 'kB'),
	(2, 0, 'pswpin', 11000000, ''),
	(2, 1, 'pswpout', 12000000, ''),
	(2, 2, 'workingset_refault_anon', 9000000, '');
