-- below the watermark: memory was short, not in pieces
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'var/log/messages', 'syslog', 1, 'ok', 'web01');
INSERT INTO boot (id, key, started_local, host) VALUES
	(1, '0000000000000001', 0, 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot) VALUES
	(1, 1, 'page_alloc_failure', 0, 10, 15, 5);
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id, time_utc) VALUES
	(1, 'page allocation failure', 3, 0, 's', 'g', 1, 1, 1, '2026-01-02T03:04:00.000000Z');
INSERT INTO page_alloc_failure (fault_id, comm, page_order, gfp_mask, gfp_flags) VALUES
	(1, 'kworker/u8:2', 4, '0x40cc0', 'GFP_KERNEL|__GFP_COMP');
INSERT INTO zone_state (source_id, fault_id, row_no, node, zone, free_pages, min_pages, low_pages, high_pages, managed_pages, lowmem_reserve) VALUES
	(1, 1, 0, 0, 'Normal', 640, 5000, 6000, 7000, 1000000, '0 0 0 0');
INSERT INTO buddy_free (source_id, fault_id, row_no, node, zone, page_order, free_blocks) VALUES
	(1, 1, 0, 0, 'Normal', 0, 400),
	(1, 1, 1, 0, 'Normal', 1, 100),
	(1, 1, 2, 0, 'Normal', 2, 10),
	(1, 1, 3, 0, 'Normal', 3, 0),
	(1, 1, 4, 0, 'Normal', 4, 0),
	(1, 1, 5, 0, 'Normal', 5, 0),
	(1, 1, 6, 0, 'Normal', 6, 0),
	(1, 1, 7, 0, 'Normal', 7, 0),
	(1, 1, 8, 0, 'Normal', 8, 0),
	(1, 1, 9, 0, 'Normal', 9, 0),
	(1, 1, 10, 0, 'Normal', 10, 0);
