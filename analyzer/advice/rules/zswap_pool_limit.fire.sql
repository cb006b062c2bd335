-- title: zswap is full: pages pass it by or go to the disk
-- evidence: pool_limit_hit 900, written back 50,000, refused 10 pages; stored 700,000
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'sys/kernel/debug/zswap', 'value', 1, 'ok', 'web01');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'sys/kernel/debug/zswap/pool_limit_hit', 900, ''),
	(1, 1, 'sys/kernel/debug/zswap/written_back_pages', 50000, ''),
	(1, 2, 'sys/kernel/debug/zswap/stored_pages', 700000, ''),
	(1, 3, 'sys/kernel/debug/zswap/reject_reclaim_fail', 10, '');
