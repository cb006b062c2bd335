-- title: All programs at once wait for memory 24 % of the time
-- evidence: memory full avg300 = 23.5 %, some avg300 = 41.25 %
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'proc/pressure/memory', 'psi', 1, 'ok', 'web01');
INSERT INTO mem_stat (source_id, row_no, name, value, unit) VALUES
	(1, 0, 'memory.some.avg300', 41.25, '%'),
	(1, 1, 'memory.full.avg300', 23.5, '%');
