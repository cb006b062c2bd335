-- Runs of starts of one kernel that follow each other within 2 s: those of one host, and those of
-- whatever host.
WITH each AS (
	SELECT id, kernel_version, started_us, host_name AS host FROM temp.boot_node
	WHERE kernel_version IS NOT NULL AND started_us IS NOT NULL AND host_name IS NOT NULL
	UNION ALL
	SELECT id, kernel_version, started_us, '' FROM temp.boot_node
	WHERE kernel_version IS NOT NULL AND started_us IS NOT NULL
), step AS (
	SELECT id, kernel_version, host, started_us,
		started_us - lag(started_us) OVER (
			PARTITION BY kernel_version, host ORDER BY started_us, id
		) > 2000000 AS apart
	FROM each
), run AS (
	SELECT id, kernel_version, host, sum(coalesce(apart, 0)) OVER (
		PARTITION BY kernel_version, host ORDER BY started_us, id
	) AS number
	FROM step
)
INSERT OR IGNORE INTO temp.boot_mark
SELECT 'start ' || host || ' ' || number || ' ' || kernel_version, id FROM run;
