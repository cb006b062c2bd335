-- title: Unreclaimable slab holds 38 % of RAM; most of it in cache kmalloc-512
-- evidence: SUnreclaim 6.0 GiB of 16 GiB; kmalloc-512: 5.5 GiB in 11,534,336 objects of 512 bytes, 100 % of them in use
-- command: cat /sys/kernel/debug/slab/kmalloc-512/alloc_traces
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/meminfo', 'meminfo', 1, 'ok', 'db1'), (2, 'proc/slabinfo', 'slabinfo', 1, 'ok', 'db1');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'MemTotal', 16777216, 'kB'), (1, 1, 'SUnreclaim', 6291456, 'kB');
INSERT INTO slab_cache (source_id, row_no, name, active_objs, num_objs, objsize) VALUES
	(2, 0, 'kmalloc-512', 11534336, 11534336, 512), (2, 1, 'dentry', 90000000, 90000000, 192), (2, 2, 'task_struct', 900, 960, 9472);
