-- title: Free memory of node 0 zone Normal is in small pieces
-- evidence: 331,920 pages free, 99 % of them in blocks of order 0 to 3; blocks of order 9 and more: 0
-- command: echo 1 > /proc/sys/vm/compact_memory
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/buddyinfo', 'buddyinfo', 1, 'ok', 'web01'),
	(2, 'proc/meminfo', 'meminfo', 1, 'ok', 'web01');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(2, 0, 'MemTotal', 16000000, 'kB');
INSERT INTO buddy_free (source_id, row_no, node, zone, page_order, free_blocks) VALUES
	(1, 0, 0, 'Normal', 0, 90000),
	(1, 1, 0, 'Normal', 1, 60000),
	(1, 2, 0, 'Normal', 2, 20000),
	(1, 3, 0, 'Normal', 3, 5000),
	(1, 4, 0, 'Normal', 4, 100),
	(1, 5, 0, 'Normal', 5, 10),
	(1, 6, 0, 'Normal', 6, 0),
	(1, 7, 0, 'Normal', 7, 0),
	(1, 8, 0, 'Normal', 8, 0),
	(1, 9, 0, 'Normal', 9, 0),
	(1, 10, 0, 'Normal', 10, 0);
