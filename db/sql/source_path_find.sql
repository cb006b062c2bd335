-- A row when nothing is to be written: this path is known, and no earlier time.
SELECT 1 FROM source AS s JOIN source_path AS p ON p.source_id = s.id
WHERE s.id = :source_id AND p.path = :path
	AND (:taken_us IS NULL OR s.taken_utc <= utc_text(:taken_us));
