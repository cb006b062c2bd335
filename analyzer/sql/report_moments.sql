-- What happened, in order: the first event of each group in each boot, and how often it came.  When
-- they are too many, the most severe stay.
WITH run (seq, events, until_utc, until_boot) AS MATERIALIZED (
	SELECT min(seq), count(*), max(time_utc), max(time_boot)
	FROM chosen
	GROUP BY part, group_id
), kept AS (
	SELECT run.*, c.*, count(*) OVER () AS runs
	FROM run JOIN chosen AS c ON c.seq = run.seq
	ORDER BY c.severity, c.seq
	LIMIT :max_rows
)
SELECT k.fault_id AS fault_id, k.part AS boot_id, coalesce(b.host, k.host) AS host,
       coalesce(b.kernel_release, k.kernel_release) AS kernel_release,
       f.arch AS arch, f.hardware AS hardware, b.started_utc AS started_utc, s.path AS place,
       k.time_utc AS time_utc, k.until_utc AS until_utc, k.time_boot AS time_boot,
       k.until_boot AS until_boot, k.severity AS severity, k.kind AS kind, k.title AS title,
       f.comm AS comm, f.pid AS pid, f.cpu AS cpu, k.events AS events,
       CASE WHEN k.root_id <> k.fault_id THEN k.parent_id END AS caused_by,
       k.first_line AS first_line, k.runs - count(*) OVER () AS more
FROM kept AS k
JOIN fault AS f ON f.id = k.fault_id
JOIN source AS s ON s.id = k.source_id
LEFT JOIN boot AS b ON b.id = k.boot_id
ORDER BY k.seq;
