-- The same content was seen at :path.  Whatever order the places come in, the smallest path and the
-- earliest time stay.
UPDATE source SET
	path = min(path, :path),
	taken_utc = coalesce(min(taken_utc, utc_text(:taken_us)), taken_utc, utc_text(:taken_us))
WHERE id = :source_id;
