-- title: Requests that cannot wait find no memory: vm.min_free_kbytes is low
-- evidence: vm.min_free_kbytes = 8192 with 15 GiB RAM, the kernel would take 16,000; 1 allocation failures of order 0, the last for swapper/3
-- command: sysctl -w vm.min_free_kbytes=16000
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'var/log/messages', 'syslog', 1, 'ok', 'web01'),
	(2, 'proc/meminfo', 'meminfo', 1, 'ok', 'web01'),
	(3, 'sysctl_-a', 'sysctl', 1, 'ok', 'web01');
INSERT INTO boot (id, key, started_local, host) VALUES
	(1, '0000000000000001', 0, 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot) VALUES
	(1, 1, 'page_alloc_failure', 0, 10, 15, 5);
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id) VALUES
	(1, 'page allocation failure', 3, 0, 's', 'g', 1, 1, 1);
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(2, 0, 'MemTotal', 16000000, 'kB'),
	(2, 1, 'MemFree', 190000, 'kB');
INSERT INTO setting (source_id, row_no, name, value) VALUES
	(3, 0, 'vm.min_free_kbytes', '8192');
INSERT INTO page_alloc_failure (fault_id, comm, page_order, gfp_mask, gfp_flags) VALUES
	(1, 'swapper/3', 0, '0xa20', 'GFP_ATOMIC');
