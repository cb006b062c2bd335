-- The title that names the group has the group's key; its example is the group's.
WITH total AS (
	SELECT d.group_id, count(DISTINCT d.event_id) AS faults, count(DISTINCT d.host) AS hosts,
		count(DISTINCT d.kernel_release) AS kernels, min(d.time_utc) AS first_seen_utc,
		max(d.time_utc) AS last_seen_utc, min(d.severity) AS severity,
		count(DISTINCT d.title_id) AS titles,
		count(DISTINCT CASE WHEN d.caused_by IS NULL THEN d.event_id END) AS roots
	FROM temp.todo_group AS t CROSS JOIN fault_derived AS d ON d.group_id = t.id
	GROUP BY d.group_id
)
UPDATE fault_group SET signature = m.signature, kind = n.kind, title = n.title,
	function = m.function, faults = t.faults, hosts = t.hosts, kernels = t.kernels,
	first_seen_utc = t.first_seen_utc, last_seen_utc = t.last_seen_utc,
	example_fault_id = n.example_fault_id, severity = t.severity, roots = t.roots,
	titles = t.titles
FROM total AS t, group_title AS n, fault_derived AS m
WHERE t.group_id = fault_group.id AND n.key = fault_group.key AND m.fault_id = n.example_fault_id;
