-- title: NUMA node 0 is full while node 1 has memory free
-- evidence: node 0: 195 MiB free of 31 GiB; node 1: 15 GiB free of 31 GiB
-- command: migratepages PID 0 1
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'sys/devices/system/node/node0/meminfo', 'meminfo', 1, 'ok', 'web01'),
	(2, 'sys/devices/system/node/node1/meminfo', 'meminfo', 1, 'ok', 'web01');
INSERT INTO mem_stat (source_id, row_no, node, name, value, unit) VALUES
	(1, 0, 0, 'MemTotal', 32000000, 'kB'),
	(1, 1, 0, 'MemFree', 200000, 'kB'),
	(1, 2, 0, 'FilePages', 400000, 'kB'),
	(2, 0, 1, 'MemTotal', 32000000, 'kB'),
	(2, 1, 1, 'MemFree', 16000000, 'kB'),
	(2, 2, 1, 'FilePages', 400000, 'kB');
