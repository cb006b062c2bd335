-- 3 % of RAM, as healthy machines have it
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/meminfo', 'meminfo', 1, 'ok', 'db1'), (2, 'proc/slabinfo', 'slabinfo', 1, 'ok', 'db1');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'MemTotal', 16777216, 'kB'), (1, 1, 'SUnreclaim', 503316, 'kB');
INSERT INTO slab_cache (source_id, row_no, name, active_objs, num_objs, objsize) VALUES (2, 0, 'kmalloc-512', 500000, 500000, 512);
