-- title: vm.zone_reclaim_mode = 1 throws page cache away while other nodes have memory free
-- evidence: vm.zone_reclaim_mode = 1; zone_reclaim_failed 7,000
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/vmstat', 'vmstat', 1, 'ok', 'web01'),
	(2, 'sysctl_-a', 'sysctl', 1, 'ok', 'web01');
INSERT INTO setting (source_id, row_no, name, value) VALUES
	(2, 0, 'vm.zone_reclaim_mode', '1');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'zone_reclaim_failed', 7000, ''),
	(1, 1, 'numa_hit', 1, '');
