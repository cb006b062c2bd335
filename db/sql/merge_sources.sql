SELECT s.id, b.key AS bundle_key, s.host, s.taken_utc, s.path, s.inside, s.kind, s.bytes, s.sha256,
	s.status, s.message
FROM source AS s LEFT JOIN bundle AS b ON b.id = s.bundle_id
ORDER BY s.key;
