-- two in all
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'var/log/messages', 'syslog', 1, 'ok', 'web01');
INSERT INTO boot (id, key, started_local, host) VALUES
	(1, '0000000000000001', 0, 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot, message) VALUES
	(1, 1, 'mce', 0, 10, 15, 100, 'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x0 offset:0x0)'),
	(2, 1, 'mce', 0, 20, 25, 101, 'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x1 offset:0x0)');
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id, time_utc) VALUES
	(1, 'EDAC', 3, 0, 's', 'g', 1, 1, 1, '2026-01-02T04:00:00.000000Z'),
	(2, 'EDAC', 3, 0, 's', 'g', 1, 2, 1, '2026-01-02T04:01:00.000000Z');
