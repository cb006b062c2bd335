-- The title that names the group has the group's key; of its faults the one that tells most is the
-- example.
WITH member AS (
	SELECT d.group_id, d.title_id, d.event_id, d.signature, n.title, n.kind, d.function, d.severity,
		d.time_utc, d.caused_by, f.id,
		coalesce(f.host, b.host, s.host) AS host,
		coalesce(f.kernel_release, b.kernel_release) AS kernel_release,
		row_number() OVER (
			PARTITION BY d.group_id
			ORDER BY d.title_id <> n.id, d.corrupted, f.id <> d.event_id, d.function IS NULL,
				f.first_line - f.last_line, f.key
		) AS n
	FROM temp.todo_group AS t CROSS JOIN fault_derived AS d ON d.group_id = t.id
		JOIN fault_fact AS f ON f.id = d.fault_id
		JOIN fault_group AS g ON g.id = t.id
		JOIN group_title AS n ON n.key = g.key
		JOIN source AS s ON s.id = f.source_id
		LEFT JOIN boot AS b ON b.id = d.boot_id
), total AS (
	SELECT group_id, count(DISTINCT event_id) AS faults, count(DISTINCT host) AS hosts,
		count(DISTINCT kernel_release) AS kernels, min(time_utc) AS first_seen_utc,
		max(time_utc) AS last_seen_utc, min(severity) AS severity,
		count(DISTINCT title_id) AS titles,
		count(DISTINCT CASE WHEN caused_by IS NULL THEN event_id END) AS roots
	FROM member GROUP BY group_id
)
UPDATE fault_group SET signature = m.signature, kind = m.kind, title = m.title,
	function = m.function, faults = t.faults, hosts = t.hosts, kernels = t.kernels,
	first_seen_utc = t.first_seen_utc, last_seen_utc = t.last_seen_utc, example_fault_id = m.id,
	severity = t.severity, roots = t.roots, titles = t.titles
FROM total AS t JOIN member AS m ON m.group_id = t.group_id AND m.n = 1
WHERE t.group_id = fault_group.id;
