-- title: java is killed for memory again and again: 3 times
-- evidence: 3 kills of java from 2026-01-02T03:00:00 to 2026-01-02T05:00:00; resident at the time: 1.9 GiB at first, 2.1 GiB at last, 2.1 GiB at most
-- command: systemctl set-property UNIT MemoryMax=2686M
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'var/log/messages', 'syslog', 1, 'ok', 'web01');
INSERT INTO boot (id, key, started_local, host) VALUES
	(1, '0000000000000001', 0, 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot) VALUES
	(1, 1, 'oom', 0, 10, 15, 1000),
	(2, 1, 'oom', 0, 20, 25, 2000),
	(3, 1, 'oom', 0, 30, 35, 3000);
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id, time_utc) VALUES
	(1, 'OOM: out of memory', 3, 0, 's', 'g', 1, 1, 1, '2026-01-02T03:00:00.000000Z'),
	(2, 'OOM: out of memory', 3, 0, 's', 'g', 1, 2, 1, '2026-01-02T04:00:00.000000Z'),
	(3, 'OOM: out of memory', 3, 0, 's', 'g', 1, 3, 1, '2026-01-02T05:00:00.000000Z');
INSERT INTO oom (fault_id, trigger_comm, gfp_mask, gfp_flags, page_order, constraint_kind, pages_ram, pages_reserved, free_swap_kb, total_swap_kb) VALUES
	(1, 'java', '0x100cca', 'GFP_HIGHUSER_MOVABLE', 0, 'CONSTRAINT_NONE', 4100000, 100000, 0, 0),
	(2, 'java', '0x100cca', 'GFP_HIGHUSER_MOVABLE', 0, 'CONSTRAINT_NONE', 4100000, 100000, 0, 0),
	(3, 'java', '0x100cca', 'GFP_HIGHUSER_MOVABLE', 0, 'CONSTRAINT_NONE', 4100000, 100000, 0, 0);
INSERT INTO oom_kill (fault_id, position, pid, comm, anon_rss_kb, file_rss_kb, shmem_rss_kb) VALUES
	(1, 0, 900, 'java', 2000000, 0, 0),
	(2, 0, 901, 'java', 2100000, 0, 0),
	(3, 0, 902, 'java', 2200000, 0, 0);
INSERT INTO mem_stat (source_id, row_no, fault_id, name, value, unit) VALUES
	(1, 0, 1, 'active_anon', 3000000, 'pages'),
	(1, 1, 1, 'inactive_anon', 0, 'pages'),
	(1, 2, 1, 'active_file', 100000, 'pages'),
	(1, 3, 1, 'inactive_file', 0, 'pages'),
	(1, 4, 1, 'unevictable', 1000, 'pages'),
	(1, 5, 1, 'slab_reclaimable', 20000, 'pages'),
	(1, 6, 1, 'slab_unreclaimable', 50000, 'pages'),
	(1, 7, 1, 'shmem', 0, 'pages'),
	(1, 8, 1, 'pagetables', 10000, 'pages'),
	(1, 9, 1, 'free', 20000, 'pages'),
	(1, 0, 2, 'active_anon', 3000000, 'pages'),
	(1, 1, 2, 'inactive_anon', 0, 'pages'),
	(1, 2, 2, 'active_file', 100000, 'pages'),
	(1, 3, 2, 'inactive_file', 0, 'pages'),
	(1, 4, 2, 'unevictable', 1000, 'pages'),
	(1, 5, 2, 'slab_reclaimable', 20000, 'pages'),
	(1, 6, 2, 'slab_unreclaimable', 50000, 'pages'),
	(1, 7, 2, 'shmem', 0, 'pages'),
	(1, 8, 2, 'pagetables', 10000, 'pages'),
	(1, 9, 2, 'free', 20000, 'pages'),
	(1, 0, 3, 'active_anon', 3000000, 'pages'),
	(1, 1, 3, 'inactive_anon', 0, 'pages'),
	(1, 2, 3, 'active_file', 100000, 'pages'),
	(1, 3, 3, 'inactive_file', 0, 'pages'),
	(1, 4, 3, 'unevictable', 1000, 'pages'),
	(1, 5, 3, 'slab_reclaimable', 20000, 'pages'),
	(1, 6, 3, 'slab_unreclaimable', 50000, 'pages'),
	(1, 7, 3, 'shmem', 0, 'pages'),
	(1, 8, 3, 'pagetables', 10000, 'pages'),
	(1, 9, 3, 'free', 20000, 'pages');
INSERT INTO zone_state (source_id, fault_id, row_no, node, zone, free_pages, min_pages, low_pages, high_pages, managed_pages, lowmem_reserve) VALUES
	(1, 1, 0, 0, 'Normal', 20000, 25000, 30000, 35000, 4000000, '0 0 0 0'),
	(1, 2, 0, 0, 'Normal', 20000, 25000, 30000, 35000, 4000000, '0 0 0 0'),
	(1, 3, 0, 0, 'Normal', 20000, 25000, 30000, 35000, 4000000, '0 0 0 0');
