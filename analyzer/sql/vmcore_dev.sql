-- Disks of a dump, and the requests that their drivers had.
SELECT b.name, b.major || ':' || b.minor AS dev, b.size_bytes / 1048576 AS mib, b.in_flight,
	r.operation, r.sector, r.bytes, round(r.age_s, 3) AS age_s
FROM block_device AS b
LEFT JOIN block_request AS r ON r.source_id = b.source_id AND r.device = b.name
ORDER BY b.name, r.age_s DESC, r.row_no;
