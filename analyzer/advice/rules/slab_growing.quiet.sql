-- a tenth more; dentries come and go
INSERT INTO source (id, path, kind, bytes, status, host, taken_utc) VALUES
	(1, 'mon/proc/slabinfo', 'slabinfo', 1, 'ok', 'web01', '2026-01-01T00:00:00.000000Z'),
	(2, 'tue/proc/slabinfo', 'slabinfo', 1, 'ok', 'web01', '2026-01-02T00:00:00.000000Z');
INSERT INTO slab_cache (source_id, row_no, name, active_objs, num_objs, objsize, objperslab, pagesperslab, active_slabs, num_slabs) VALUES
	(1, 0, 'kmalloc-256', 1000000, 1000000, 256, 16, 1, 62500, 62500),
	(1, 1, 'dentry', 9000000, 9000000, 192, 21, 1, 500000, 500000),
	(2, 0, 'kmalloc-256', 1100000, 1100000, 256, 16, 1, 68750, 68750),
	(2, 1, 'dentry', 9900000, 9900000, 192, 21, 1, 550000, 550000);
