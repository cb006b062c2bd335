INSERT INTO bundle (key, path, layout, host, taken_utc)
VALUES (:key, :path, :layout, :host, utc_text(:taken_us))
ON CONFLICT (key) DO UPDATE SET
	path = min(path, excluded.path),
	layout = coalesce(min(layout, excluded.layout), layout, excluded.layout),
	host = coalesce(min(host, excluded.host), host, excluded.host),
	taken_utc = coalesce(min(taken_utc, excluded.taken_utc), taken_utc, excluded.taken_utc);
