-- title: The page cache thrashes because vm.swappiness = 1 spares anonymous memory
-- evidence: vm.swappiness = 1; 6,000,000 file pages read again of 10,000,000 reclaimed, 20 pages swapped out; 12 GiB anonymous memory, 7.5 GiB of swap free
-- command: sysctl -w vm.swappiness=60
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/meminfo', 'meminfo', 1, 'ok', 'web01'),
	(2, 'proc/vmstat', 'vmstat', 1, 'ok', 'web01'),
	(3, 'sysctl_-a', 'sysctl', 1, 'ok', 'web01');
INSERT INTO setting (source_id, row_no, name, value) VALUES
	(3, 0, 'vm.swappiness', '1');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'MemTotal', 16000000, 'kB'),
	(1, 1, 'AnonPages', 13000000, 'kB'),
	(1, 2, 'SwapTotal', 8000000, 'kB'),
	(1, 3, 'SwapFree', 7900000, 'kB'),
	(2, 0, 'pgsteal_kswapd', 9000000, ''),
	(2, 1, 'pgsteal_direct', 1000000, ''),
	(2, 2, 'workingset_refault_file', 6000000, ''),
	(2, 3, 'workingset_refault_anon', 0, ''),
	(2, 4, 'pswpin', 0, ''),
	(2, 5, 'pswpout', 20, '');
