-- What happened, in order: the first event of each group in each boot, and how often it came.  When
-- boots or events are too many, those stay that went worst, each with what it led to.
WITH boots (part, n, total) AS MATERIALIZED (
	SELECT part, row_number() OVER (ORDER BY max(death) DESC, min(worst), count(*) DESC, min(seq)),
	       count(*) OVER ()
	FROM chosen
	GROUP BY part
), run (seq, events, until_utc, until_boot) AS MATERIALIZED (
	SELECT min(c.seq), count(*), max(c.time_utc), max(c.time_boot)
	FROM chosen AS c JOIN boots AS b ON b.part = c.part
	WHERE b.n <= :max_boots
	GROUP BY c.part, c.group_id
), kept AS (
	SELECT run.events, run.until_utc, run.until_boot, c.*, count(*) OVER () AS runs
	FROM run JOIN chosen AS c ON c.seq = run.seq JOIN chosen AS r ON r.fault_id = c.root_id
	ORDER BY r.worst, c.severity, c.seq
	LIMIT :max_rows
)
SELECT k.fault_id AS fault_id, k.part AS boot_id, coalesce(b.host, k.host) AS host,
       coalesce(b.kernel_release, k.kernel_release) AS kernel_release,
       f.arch AS arch, f.hardware AS hardware, b.started_utc AS started_utc, s.path AS place,
       k.time_utc AS time_utc, k.until_utc AS until_utc, k.time_boot AS time_boot,
       k.until_boot AS until_boot, k.severity AS severity, k.kind AS kind, k.title AS title,
       f.comm AS comm, f.pid AS pid, f.cpu AS cpu, k.events AS events,
       CASE WHEN k.root_id <> k.fault_id THEN k.parent_id END AS caused_by,
       k.first_line AS first_line, k.runs - count(*) OVER () AS more,
       (SELECT max(total) FROM boots) - :max_boots AS more_boots
FROM kept AS k
JOIN fault AS f ON f.id = k.fault_id
JOIN source AS s ON s.id = k.source_id
LEFT JOIN boot AS b ON b.id = k.boot_id
ORDER BY k.seq;
