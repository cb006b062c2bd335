-- title: 43 % of RAM is in no counter
-- evidence: 6.6 GiB of 15 GiB is neither free nor page cache
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/meminfo', 'meminfo', 1, 'ok', 'web01');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'MemTotal', 16000000, 'kB'),
	(1, 1, 'MemFree', 1000000, 'kB'),
	(1, 2, 'Buffers', 100000, 'kB'),
	(1, 3, 'Cached', 3000000, 'kB'),
	(1, 4, 'SwapCached', 0, 'kB'),
	(1, 5, 'AnonPages', 4000000, 'kB'),
	(1, 6, 'Slab', 900000, 'kB'),
	(1, 7, 'KReclaimable', 500000, 'kB'),
	(1, 8, 'SReclaimable', 500000, 'kB'),
	(1, 9, 'SUnreclaim', 400000, 'kB'),
	(1, 10, 'KernelStack', 10000, 'kB'),
	(1, 11, 'PageTables', 50000, 'kB'),
	(1, 12, 'VmallocUsed', 40000, 'kB'),
	(1, 13, 'Percpu', 20000, 'kB'),
	(1, 14, 'Hugepagesize', 2048, 'kB'),
	(1, 15, 'Hugetlb', 0, 'kB'),
	(1, 16, 'HugePages_Total', 0, '');
