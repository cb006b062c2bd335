-- A healthy machine with 16 GiB and some days of uptime, written by hand: every fact that rules ask
-- for is there, with a value that nobody need worry about.
INSERT INTO source (id, path, kind, bytes, status, host, taken_utc) VALUES
	(1, 'sos/proc/meminfo', 'meminfo', 1, 'ok', 'web01', '2026-01-02T00:00:00.000000Z'),
	(2, 'sos/proc/vmstat', 'vmstat', 1, 'ok', 'web01', '2026-01-02T00:00:00.000000Z'),
	(3, 'sos/proc/zoneinfo', 'zoneinfo', 1, 'ok', 'web01', '2026-01-02T00:00:00.000000Z'),
	(4, 'sos/proc/buddyinfo', 'buddyinfo', 1, 'ok', 'web01', '2026-01-02T00:00:00.000000Z'),
	(5, 'sos/proc/slabinfo', 'slabinfo', 1, 'ok', 'web01', '2026-01-02T00:00:00.000000Z'),
	(6, 'sos/sos_commands/kernel/sysctl_-a', 'sysctl', 1, 'ok', 'web01', '2026-01-02T00:00:00.000000Z'),
	(7, 'sos/sos_commands/process/ps_auxwwwm', 'ps', 1, 'ok', 'web01', '2026-01-02T00:00:00.000000Z');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'MemTotal', 16314940, 'kB'), (1, 1, 'MemFree', 2314940, 'kB'),
	(1, 2, 'MemAvailable', 9314940, 'kB'), (1, 3, 'Buffers', 314940, 'kB'), (1, 4, 'Cached', 6314940, 'kB'),
	(1, 5, 'SwapCached', 0, 'kB'), (1, 6, 'SwapTotal', 4194300, 'kB'), (1, 7, 'SwapFree', 4194300, 'kB'),
	(1, 8, 'AnonPages', 6000000, 'kB'), (1, 9, 'Shmem', 200000, 'kB'), (1, 10, 'Slab', 900000, 'kB'),
	(1, 11, 'SReclaimable', 600000, 'kB'), (1, 12, 'SUnreclaim', 300000, 'kB'),
	(1, 13, 'KernelStack', 12000, 'kB'), (1, 14, 'PageTables', 60000, 'kB'),
	(1, 15, 'CommitLimit', 12351768, 'kB'), (1, 16, 'Committed_AS', 9000000, 'kB'),
	(1, 17, 'Dirty', 300, 'kB'), (1, 18, 'Writeback', 0, 'kB'), (1, 19, 'AnonHugePages', 900000, 'kB'),
	(1, 20, 'HugePages_Total', 0, ''), (1, 21, 'HugePages_Free', 0, ''), (1, 22, 'HugePages_Rsvd', 0, ''),
	(1, 23, 'Hugepagesize', 2048, 'kB'), (1, 24, 'Hugetlb', 0, 'kB'), (1, 25, 'VmallocUsed', 40000, 'kB'),
	(1, 26, 'Percpu', 20000, 'kB'), (1, 27, 'Unevictable', 0, 'kB'), (1, 28, 'Mlocked', 0, 'kB'),
	(1, 29, 'Active', 7000000, 'kB'), (1, 30, 'Inactive', 5000000, 'kB'),
	(2, 0, 'pswpin', 0, ''), (2, 1, 'pswpout', 0, ''), (2, 2, 'workingset_refault_anon', 0, ''),
	(2, 3, 'workingset_refault_file', 12000, ''), (2, 4, 'workingset_activate_file', 4000, ''),
	(2, 5, 'pgscan_kswapd', 900000, ''), (2, 6, 'pgsteal_kswapd', 890000, ''), (2, 7, 'pgscan_direct', 100, ''),
	(2, 8, 'pgsteal_direct', 100, ''), (2, 9, 'compact_stall', 20, ''), (2, 10, 'compact_fail', 2, ''),
	(2, 11, 'compact_success', 18, ''), (2, 12, 'thp_fault_alloc', 90000, ''), (2, 13, 'thp_fault_fallback', 100, ''),
	(2, 14, 'numa_hit', 900000000, ''), (2, 15, 'numa_miss', 0, ''), (2, 16, 'numa_other', 0, ''),
	(2, 17, 'numa_local', 900000000, ''), (2, 18, 'numa_foreign', 0, ''), (2, 19, 'pgmajfault', 9000, ''),
	(2, 20, 'pgfault', 90000000, ''), (2, 21, 'oom_kill', 0, ''), (2, 22, 'allocstall_normal', 0, ''),
	(2, 23, 'allocstall_movable', 10, ''), (2, 24, 'zone_reclaim_failed', 0, ''), (2, 25, 'pgalloc_normal', 90000000, ''),
	(2, 26, 'zswpout', 0, ''), (2, 27, 'nr_dirty', 75, ''), (2, 28, 'nr_dirty_threshold', 500000, '');
INSERT INTO zone_state (source_id, row_no, node, zone, free_pages, min_pages, low_pages, high_pages, present_pages, managed_pages) VALUES
	(3, 0, 0, 'DMA', 3840, 16, 20, 24, 3998, 3840), (3, 1, 0, 'DMA32', 200000, 3100, 3875, 4650, 780000, 760000),
	(3, 2, 0, 'Normal', 375000, 13800, 17250, 20700, 3400000, 3310000);
INSERT INTO buddy_free (source_id, row_no, node, zone, page_order, free_blocks) VALUES
	(4, 0, 0, 'Normal', 0, 9000), (4, 1, 0, 'Normal', 1, 8000), (4, 2, 0, 'Normal', 2, 7000), (4, 3, 0, 'Normal', 3, 5000),
	(4, 4, 0, 'Normal', 4, 2000), (4, 5, 0, 'Normal', 5, 800), (4, 6, 0, 'Normal', 6, 400), (4, 7, 0, 'Normal', 7, 200),
	(4, 8, 0, 'Normal', 8, 90), (4, 9, 0, 'Normal', 9, 60), (4, 10, 0, 'Normal', 10, 120);
INSERT INTO slab_cache (source_id, row_no, name, active_objs, num_objs, objsize, objperslab, pagesperslab, active_slabs, num_slabs) VALUES
	(5, 0, 'dentry', 900000, 950000, 192, 21, 1, 45000, 45238), (5, 1, 'ext4_inode_cache', 200000, 205000, 1176, 27, 8, 7500, 7592),
	(5, 2, 'kmalloc-512', 90000, 91000, 512, 32, 4, 2840, 2843), (5, 3, 'task_struct', 500, 540, 9472, 3, 8, 180, 180);
INSERT INTO setting (source_id, row_no, name, value) VALUES
	(6, 0, 'vm.swappiness', '60'), (6, 1, 'vm.overcommit_memory', '0'), (6, 2, 'vm.overcommit_ratio', '50'),
	(6, 3, 'vm.min_free_kbytes', '67584'), (6, 4, 'vm.zone_reclaim_mode', '0'), (6, 5, 'vm.dirty_ratio', '20'),
	(6, 6, 'vm.dirty_background_ratio', '10'), (6, 7, 'vm.dirty_bytes', '0'), (6, 8, 'vm.vfs_cache_pressure', '100'),
	(6, 9, 'kernel.panic_on_oops', '1'), (6, 10, 'kernel.watchdog_thresh', '10'), (6, 11, 'kernel.hung_task_timeout_secs', '120'),
	(6, 12, 'kernel.numa_balancing', '1'), (6, 13, 'vm.nr_hugepages', '0'), (6, 14, 'vm.watermark_scale_factor', '10'),
	(6, 15, 'kernel.hung_task_panic', '0'), (6, 16, 'vm.oom_kill_allocating_task', '0'), (6, 17, 'vm.panic_on_oom', '0'),
	(6, 18, 'vm.extfrag_threshold', '500'), (6, 19, 'vm.dirty_background_bytes', '0'), (6, 20, 'vm.max_map_count', '65530'),
	(6, 21, 'sys/kernel/mm/transparent_hugepage/enabled', 'always [madvise] never'),
	(6, 22, 'sys/kernel/mm/transparent_hugepage/defrag', 'always defer defer+madvise [madvise] never'),
	(6, 23, 'kernel.panic', '10'), (6, 24, 'kernel.softlockup_panic', '0');
INSERT INTO process (source_id, row_no, pid, ppid, uid, comm, state, vsz_kb, rss_kb, oom_score_adj) VALUES
	(7, 0, 1, 0, 0, 'systemd', 'Ss', 170000, 12000, 0), (7, 1, 900, 1, 0, 'sshd', 'Ss', 12000, 8000, -1000),
	(7, 2, 1000, 1, 33, 'java', 'Sl', 9000000, 5500000, 0);
