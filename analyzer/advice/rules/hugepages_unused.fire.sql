-- title: 7.5 GiB of RAM lies idle in the pool of huge pages
-- evidence: HugePages_Total 4,000, HugePages_Free 3,900, HugePages_Rsvd 50, pages of 2.0 MiB: 7.5 GiB idle of 15 GiB RAM; MemAvailable 879 MiB
-- command: sysctl -w vm.nr_hugepages=150
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/meminfo', 'meminfo', 1, 'ok', 'web01');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'MemTotal', 16000000, 'kB'),
	(1, 1, 'MemAvailable', 900000, 'kB'),
	(1, 2, 'Hugepagesize', 2048, 'kB'),
	(1, 3, 'HugePages_Total', 4000, ''),
	(1, 4, 'HugePages_Free', 3900, ''),
	(1, 5, 'HugePages_Rsvd', 50, '');
