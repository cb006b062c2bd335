-- title: Memory module CPU_SrcID#0_MC#0_Chan#1_DIMM#0 has many corrected errors: 12
-- evidence: 12 errors in 12 reports from 2026-01-02T04:00:00 to 2026-01-02T04:11:00, the last: EDAC MC0: 1 CE memory read error
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'var/log/messages', 'syslog', 1, 'ok', 'web01');
INSERT INTO boot (id, key, started_local, host) VALUES
	(1, '0000000000000001', 0, 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot, message) VALUES
	(1, 1, 'mce', 0, 10, 15, 100, 'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x0 offset:0x0)'),
	(2, 1, 'mce', 0, 20, 25, 101, 'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x1 offset:0x0)'),
	(3, 1, 'mce', 0, 30, 35, 102, 'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x2 offset:0x0)'),
	(4, 1, 'mce', 0, 40, 45, 103, 'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x3 offset:0x0)'),
	(5, 1, 'mce', 0, 50, 55, 104, 'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x4 offset:0x0)'),
	(6, 1, 'mce', 0, 60, 65, 105, 'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x5 offset:0x0)'),
	(7, 1, 'mce', 0, 70, 75, 106, 'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x6 offset:0x0)'),
	(8, 1, 'mce', 0, 80, 85, 107, 'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x7 offset:0x0)'),
	(9, 1, 'mce', 0, 90, 95, 108, 'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x8 offset:0x0)'),
	(10, 1, 'mce', 0, 100, 105, 109, 'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x9 offset:0x0)'),
	(11, 1, 'mce', 0, 110, 115, 110, 'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0xa offset:0x0)'),
	(12, 1, 'mce', 0, 120, 125, 111, 'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0xb offset:0x0)');
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, boot_id, time_utc) VALUES
	(1, 'EDAC', 3, 0, 's', 'g', 1, 1, 1, '2026-01-02T04:00:00.000000Z'),
	(2, 'EDAC', 3, 0, 's', 'g', 1, 2, 1, '2026-01-02T04:01:00.000000Z'),
	(3, 'EDAC', 3, 0, 's', 'g', 1, 3, 1, '2026-01-02T04:02:00.000000Z'),
	(4, 'EDAC', 3, 0, 's', 'g', 1, 4, 1, '2026-01-02T04:03:00.000000Z'),
	(5, 'EDAC', 3, 0, 's', 'g', 1, 5, 1, '2026-01-02T04:04:00.000000Z'),
	(6, 'EDAC', 3, 0, 's', 'g', 1, 6, 1, '2026-01-02T04:05:00.000000Z'),
	(7, 'EDAC', 3, 0, 's', 'g', 1, 7, 1, '2026-01-02T04:06:00.000000Z'),
	(8, 'EDAC', 3, 0, 's', 'g', 1, 8, 1, '2026-01-02T04:07:00.000000Z'),
	(9, 'EDAC', 3, 0, 's', 'g', 1, 9, 1, '2026-01-02T04:08:00.000000Z'),
	(10, 'EDAC', 3, 0, 's', 'g', 1, 10, 1, '2026-01-02T04:09:00.000000Z'),
	(11, 'EDAC', 3, 0, 's', 'g', 1, 11, 1, '2026-01-02T04:10:00.000000Z'),
	(12, 'EDAC', 3, 0, 's', 'g', 1, 12, 1, '2026-01-02T04:11:00.000000Z');
