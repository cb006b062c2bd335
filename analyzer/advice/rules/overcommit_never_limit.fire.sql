-- title: Programs get no more memory: 96 % of the commit limit is used up
-- evidence: Committed_AS 9.6 GiB of CommitLimit 10 GiB; vm.overcommit_memory = 2, vm.overcommit_ratio = 50; MemAvailable 7.0 GiB
-- command: sysctl -w vm.overcommit_ratio=75
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/meminfo', 'meminfo', 1, 'ok', 'db1'), (2, 'sos_commands/kernel/sysctl_-a', 'sysctl', 1, 'ok', 'db1');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'MemTotal', 16777216, 'kB'), (1, 1, 'MemAvailable', 7340032, 'kB'),
	(1, 2, 'CommitLimit', 10485760, 'kB'), (1, 3, 'Committed_AS', 10066330, 'kB');
INSERT INTO setting (source_id, row_no, name, value) VALUES
	(2, 0, 'vm.overcommit_memory', '2'), (2, 1, 'vm.overcommit_ratio', '50');
