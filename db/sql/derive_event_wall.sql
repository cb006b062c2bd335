-- Sightings without time since boot (syslog), by time of day.  A run is what follows each other within
-- 2 s.  In a run the n-th report of one source is the n-th of another, if both have as many; where
-- there are reports with time since boot, all of these together count as one such source.
WITH mixed AS (
	SELECT boot_id, kind, message FROM temp.sighting
	WHERE time_us IS NOT NULL AND message IS NOT NULL
	GROUP BY boot_id, kind, message HAVING count(*) > 1 AND count(boot_us) < count(*)
), member AS ( -- source: 0 for those with time since boot
	SELECT s.id, s.event, s.boot_id, s.kind, s.message, s.boot_us, s.first_byte,
		CASE WHEN s.boot_us IS NULL THEN s.source_boot_id ELSE 0 END AS source,
		min(s.time_us) OVER (PARTITION BY s.event) AS time_us,
		min(s.key) OVER (PARTITION BY s.event) AS key
	FROM mixed AS m JOIN temp.sighting AS s
		ON s.boot_id = m.boot_id AND s.kind = m.kind AND s.message = m.message
	WHERE s.time_us IS NOT NULL
), step AS ( -- one row an event
	SELECT *, time_us - lag(time_us) OVER (
		PARTITION BY boot_id, kind, message ORDER BY time_us, key) > 2000000 AS apart
	FROM member GROUP BY event
), run AS (
	SELECT *, sum(coalesce(apart, 0)) OVER (
		PARTITION BY boot_id, kind, message ORDER BY time_us, key) AS run
	FROM step
), nth AS (
	SELECT *,
		row_number() OVER (PARTITION BY boot_id, kind, message, run, source
			ORDER BY boot_us, CASE source WHEN 0 THEN 0 ELSE first_byte END, key) AS n,
		count(*) OVER (PARTITION BY boot_id, kind, message, run, source) AS of
	FROM run
), pair AS (
	SELECT event, min(event) OVER (PARTITION BY boot_id, kind, message, run, of, n) AS joined
	FROM nth
)
UPDATE temp.sighting SET event = pair.joined FROM pair
WHERE pair.event = sighting.event AND sighting.event <> pair.joined;
