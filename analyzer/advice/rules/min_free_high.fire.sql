-- title: vm.min_free_kbytes keeps 6.6 % of RAM from programs
-- evidence: vm.min_free_kbytes = 1048576 (1.0 GiB) of 15 GiB RAM; MemFree 1.8 GiB
-- command: sysctl -w vm.min_free_kbytes=159744
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/meminfo', 'meminfo', 1, 'ok', 'web01'),
	(2, 'sysctl_-a', 'sysctl', 1, 'ok', 'web01');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'MemTotal', 16000000, 'kB'),
	(1, 1, 'MemFree', 1900000, 'kB');
INSERT INTO setting (source_id, row_no, name, value) VALUES
	(2, 0, 'vm.min_free_kbytes', '1048576');
