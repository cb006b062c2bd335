-- a dump without any
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'vmcore', 'vmcore', 1, 'ok', 'web01');
INSERT INTO dump (source_id, row_no, host) VALUES (1, 0, 'web01');
