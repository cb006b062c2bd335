-- a healthy cache
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/slabinfo', 'slabinfo', 1, 'ok', 'web01'),
	(2, 'proc/meminfo', 'meminfo', 1, 'ok', 'web01');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(2, 0, 'MemTotal', 16000000, 'kB');
INSERT INTO slab_cache (source_id, row_no, name, active_objs, num_objs, objsize, objperslab, pagesperslab, active_slabs, num_slabs) VALUES
	(1, 0, 'dentry', 900000, 900000, 192, 16, 1, 56250, 56250),
	(1, 1, 'ext4_inode_cache', 50000, 50000, 1176, 16, 1, 3125, 3125),
	(1, 2, 'kmalloc-64', 9000, 9000, 64, 16, 1, 562, 562);
