-- title: Slab cache kmalloc-256 keeps growing
-- evidence: kmalloc-256: 1,000,000 objects at 2026-01-01T00:00:00, 3,000,000 at 2026-01-02T00:00:00: 488 MiB more, 732 MiB in all
-- command: grep -w kmalloc-256 /proc/slabinfo
INSERT INTO source (id, path, kind, bytes, status, host, taken_utc) VALUES
	(1, 'mon/proc/slabinfo', 'slabinfo', 1, 'ok', 'web01', '2026-01-01T00:00:00.000000Z'),
	(2, 'tue/proc/slabinfo', 'slabinfo', 1, 'ok', 'web01', '2026-01-02T00:00:00.000000Z');
INSERT INTO slab_cache (source_id, row_no, name, active_objs, num_objs, objsize, objperslab, pagesperslab, active_slabs, num_slabs) VALUES
	(1, 0, 'kmalloc-256', 1000000, 1000000, 256, 16, 1, 62500, 62500),
	(1, 1, 'dentry', 9000000, 9000000, 192, 21, 1, 500000, 500000),
	(2, 0, 'kmalloc-256', 3000000, 3000000, 256, 16, 1, 187500, 187500),
	(2, 1, 'dentry', 27000000, 27000000, 192, 21, 1, 1500000, 1500000);
