-- title: Memory ran out, and there is no swap
-- evidence: java killed at 2026-01-02T03:04:00: 11 GiB of 15 GiB RAM is anonymous memory; swap: none
-- command: mkswap /swapfile
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'var/log/messages', 'syslog', 1, 'ok', 'web01');
INSERT INTO boot (id, key, started_local, host) VALUES
	(1, '0000000000000001', 0, 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot) VALUES
	(1, 1, 'oom', 0, 10, 15, 100);
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id, time_utc) VALUES
	(1, 'OOM: out of memory', 3, 0, 's', 'g', 1, 1, 1, '2026-01-02T03:04:00.000000Z');
INSERT INTO oom (fault_id, trigger_comm, gfp_mask, gfp_flags, page_order, constraint_kind, pages_ram, pages_reserved, free_swap_kb, total_swap_kb) VALUES
	(1, 'java', '0x100cca', 'GFP_HIGHUSER_MOVABLE', 0, 'CONSTRAINT_NONE', 4100000, 100000, 0, 0);
INSERT INTO oom_kill (fault_id, position, pid, comm, anon_rss_kb, file_rss_kb, shmem_rss_kb) VALUES
	(1, 0, 900, 'java', 2000000, 0, 0);
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
	(1, 9, 1, 'free', 20000, 'pages');
INSERT INTO zone_state (source_id, fault_id, row_no, node, zone, free_pages, min_pages, low_pages, high_pages, managed_pages, lowmem_reserve) VALUES
	(1, 1, 0, 0, 'Normal', 20000, 25000, 30000, 35000, 4000000, '0 0 0 0');
