-- title: A disk of the dumped kernel did not answer
-- evidence: sda: 2 requests, the oldest (write) for 95 s
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'vmcore', 'vmcore', 1, 'ok', 'web01');
INSERT INTO dump (source_id, row_no, host) VALUES (1, 0, 'web01');
INSERT INTO block_request (source_id, row_no, device, operation, sector, bytes, age_s) VALUES
	(1, 0, 'sda', 'read', 8, 4096, 31.0),
	(1, 1, 'sda', 'write', 16, 4096, 95.0);
