-- the same numbers under heuristic overcommit, where CommitLimit binds nobody
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/meminfo', 'meminfo', 1, 'ok', 'db1'), (2, 'sos_commands/kernel/sysctl_-a', 'sysctl', 1, 'ok', 'db1');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'CommitLimit', 10485760, 'kB'), (1, 1, 'Committed_AS', 10066330, 'kB');
INSERT INTO setting (source_id, row_no, name, value) VALUES (2, 0, 'vm.overcommit_memory', '0');
