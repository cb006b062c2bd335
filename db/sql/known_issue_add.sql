INSERT INTO known_issue (source, key, title, status, url, fix_title, fix_hash, file, taken_utc)
VALUES (:source, :key, :title, :status, :url, :fix_title, :fix_hash, :file, utc_text(:taken_us))
ON CONFLICT (source, key) DO UPDATE SET title = excluded.title, status = excluded.status,
	url = excluded.url, fix_title = excluded.fix_title, fix_hash = excluded.fix_hash,
	file = excluded.file, taken_utc = excluded.taken_utc;
