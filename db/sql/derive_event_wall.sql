-- Sightings without time since boot (syslog), by time of day.  A run is what follows each other within
-- 2 s.  In a run the n-th report of one source is the n-th of another, if both have as many; where
-- there are reports with time since boot, all of these together count as one such source.
WITH each AS ( -- source: 0 for those with time since boot
	SELECT event, boot_id, kind, message, boot_us, first_byte,
		CASE WHEN boot_us IS NULL THEN source_boot_id ELSE 0 END AS source,
		min(time_us) OVER (PARTITION BY event) AS time_us,
		min(key) OVER (PARTITION BY event) AS key,
		count(*) OVER (PARTITION BY boot_id, kind, message) AS n_alike,
		count(boot_us) OVER (PARTITION BY boot_id, kind, message) AS n_timed
	FROM temp.sighting
	WHERE time_us IS NOT NULL AND message IS NOT NULL
), member AS (
	SELECT * FROM each WHERE n_alike > 1 AND n_timed < n_alike
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
