-- Boot, machine and time of day: the best that is known.  UTC before local time of an unknown zone, the
-- report's own before the one counted from the start of the boot.
WITH clock AS MATERIALIZED (
	SELECT f.id, sb.boot_id, f.wall_us, coalesce(f.wall_local, 0) AS wall_local,
		b.started_us + CAST(round(f.time_boot * 1000000) AS INTEGER) AS counted_us,
		b.started_local, coalesce(f.host, b.host, s.host) AS host,
		coalesce(f.kernel_release, b.kernel_release) AS kernel_release
	FROM temp.todo_fault AS t CROSS JOIN fault_fact AS f ON f.id = t.id
		JOIN source_boot AS sb ON sb.id = f.source_boot_id
		JOIN boot AS b ON b.id = sb.boot_id
		JOIN source AS s ON s.id = f.source_id
), n AS MATERIALIZED (
	SELECT id, boot_id, host, kernel_release, coalesce(CASE WHEN wall_local = 0 THEN wall_us END,
			CASE WHEN started_local = 0 THEN counted_us END, wall_us, counted_us) AS time_us,
		(wall_us IS NULL OR wall_local) AND (counted_us IS NULL OR started_local)
			AS time_local
	FROM clock
)
UPDATE fault_derived SET boot_id = n.boot_id, host = n.host, kernel_release = n.kernel_release,
	time_us = n.time_us, time_utc = utc_text(n.time_us),
	time_local = CASE WHEN n.time_us IS NOT NULL THEN n.time_local END
FROM n WHERE n.id = fault_derived.fault_id;
