UPDATE source SET
	key = :key,
	bundle_id = (SELECT id FROM bundle WHERE key = :bundle_key),
	host = :host,
	taken_utc = utc_text(:taken_us),
	path = :path,
	inside = :inside,
	kind = :kind,
	bytes = :bytes,
	sha256 = :sha256,
	status = :status,
	message = :message
WHERE id = :source_id;
