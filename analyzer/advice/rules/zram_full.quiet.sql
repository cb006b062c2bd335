-- a disk is there too
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/swaps', 'swaps', 1, 'ok', 'web01');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, '/dev/zram0.Size', 4194300, 'kB'),
	(1, 1, '/dev/zram0.Used', 4000000, 'kB'),
	(1, 2, 'swaps', 1, ''),
	(1, 3, '/dev/sda3.Size', 4194300, 'kB'),
	(1, 4, '/dev/sda3.Used', 0, 'kB');
