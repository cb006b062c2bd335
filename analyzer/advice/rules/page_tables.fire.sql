-- title: Page tables take 7.5 % of RAM
-- evidence: PageTables 1.1 GiB of 15 GiB RAM; huge pages in the pool: 0; shared memory 7.6 GiB
-- command: sysctl -w vm.nr_hugepages=3907
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/meminfo', 'meminfo', 1, 'ok', 'web01');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'MemTotal', 16000000, 'kB'),
	(1, 1, 'PageTables', 1200000, 'kB'),
	(1, 2, 'Shmem', 8000000, 'kB'),
	(1, 3, 'Hugepagesize', 2048, 'kB'),
	(1, 4, 'HugePages_Total', 0, '');
