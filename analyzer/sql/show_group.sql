-- One group of equal faults in full; see show_fault.sql for the columns section and layout.

SELECT 'group' AS section, 'fields' AS layout, g.title, g.kind, g.function, g.id, g.key, g.signature,
       g.faults, g.hosts, g.kernels, g.first_seen_utc, g.last_seen_utc, g.example_fault_id,
       CASE WHEN g.titles > 1 THEN g.titles END AS titles, s.verdict, s.sentence AS verdict_text, t.trend,
       (SELECT q.file FROM fault_guilty AS q WHERE q.fault_id = g.example_fault_id) AS guilty_file,
       (SELECT q.subsystem FROM fault_guilty AS q WHERE q.fault_id = g.example_fault_id) AS subsystem
FROM fault_group AS g LEFT JOIN group_spread AS s ON s.group_id = :id
LEFT JOIN group_trend AS t ON t.group_id = :id
WHERE g.id = :id;

SELECT 'known' AS section, 'table' AS layout, k.source, k.title, k.status, k.fix_title AS fixed_by,
       k.fix_hash, k.url, group_concat(DISTINCT m.matched_by) AS matched_by
FROM known_issue_match AS m JOIN known_issue AS k ON k.id = m.known_issue_id
WHERE m.group_id = :id GROUP BY k.id ORDER BY k.source, k.key;

SELECT 'titles' AS section, 'table' AS layout, t.faults, t.kind, t.title, t.joined_by,
       round(t.similarity, 3) AS similarity
FROM group_title AS t
WHERE t.group_id = :id AND (SELECT g.titles FROM fault_group AS g WHERE g.id = :id) > 1
ORDER BY t.joined_to IS NOT NULL, t.faults DESC, t.key;

SELECT 'kernels' AS section, 'table' AS layout, e.kernel_release AS kernel, count(*) AS faults,
       count(DISTINCT e.host) AS hosts, substr(replace(min(e.time_utc), 'T', ' '), 1, 19) AS first_utc, substr(replace(max(e.time_utc), 'T', ' '), 1, 19) AS last_utc
FROM fault_event AS e WHERE e.group_id = :id
GROUP BY e.kernel_release ORDER BY faults DESC, kernel LIMIT 100;

SELECT 'hosts' AS section, 'table' AS layout, e.host, count(*) AS faults,
       count(DISTINCT e.kernel_release) AS kernels, substr(replace(min(e.time_utc), 'T', ' '), 1, 19) AS first_utc,
       substr(replace(max(e.time_utc), 'T', ' '), 1, 19) AS last_utc
FROM fault_event AS e WHERE e.group_id = :id
GROUP BY e.host ORDER BY faults DESC, e.host LIMIT 100;

SELECT 'tasks' AS section, 'table' AS layout, e.comm, count(*) AS faults, count(DISTINCT e.pid) AS pids
FROM fault_event AS e WHERE e.group_id = :id AND e.comm IS NOT NULL
GROUP BY e.comm ORDER BY faults DESC, e.comm LIMIT 20;

SELECT 'follows_from' AS section, 'table' AS layout, c.kind, c.title, count(*) AS faults
FROM fault_event AS e JOIN fault AS c ON c.id = e.caused_by WHERE e.group_id = :id
GROUP BY c.group_id ORDER BY faults DESC, c.title LIMIT 20;

SELECT 'led_to' AS section, 'table' AS layout, c.kind, c.title, count(*) AS faults
FROM fault_event AS e JOIN fault_event AS c ON c.caused_by = e.id WHERE e.group_id = :id
GROUP BY c.group_id ORDER BY faults DESC, c.title LIMIT 20;

SELECT 'faults' AS section, 'table' AS layout, e.id, substr(replace(e.time_utc, 'T', ' '), 1, 19) AS time_utc, e.host, e.comm, e.pid,
       e.kernel_release AS kernel, s.path AS source, e.first_line
FROM fault_event AS e JOIN source AS s ON s.id = e.source_id WHERE e.group_id = :id
ORDER BY e.time_utc IS NULL, e.time_utc, e.source_id, e.first_line LIMIT 100;

WITH shown AS (
	SELECT s.fault_id AS fault_id, s.stack_no AS stack_no, 'of fault ' || s.fault_id || ', ' || s.role || ' stack' AS heading
	FROM stack AS s WHERE s.fault_id = (SELECT g.example_fault_id FROM fault_group AS g WHERE g.id = :id)
	ORDER BY s.role <> 'fault', s.stack_no LIMIT 1
)
SELECT 'example' AS section, 'lines' AS layout, heading, line FROM (
	SELECT x.heading AS heading, fr.depth AS depth, printf('%3d  ', fr.depth)
		|| CASE fr.reliable WHEN 0 THEN '? ' ELSE '' END
		|| coalesce(fr.function, fr.address, '?')
		|| CASE WHEN fr.function IS NULL OR fr.offset IS NULL THEN ''
		   WHEN fr.size IS NULL THEN printf('+0x%x', fr.offset)
		   ELSE printf('+0x%x/0x%x', fr.offset, fr.size) END
		|| coalesce(' [' || fr.module || ']', '')
		|| coalesce(' ' || fr.file || coalesce(':' || fr.line, ''), '')
		|| CASE fr.inlined WHEN 1 THEN ' (inlined)' ELSE '' END AS line
	FROM shown AS x JOIN frame AS fr ON fr.fault_id = x.fault_id AND fr.stack_no = x.stack_no
	UNION ALL
	SELECT x.heading, 0, '(no frames)' FROM shown AS x
	WHERE NOT EXISTS (SELECT 1 FROM frame_fact AS r WHERE r.fault_id = x.fault_id AND r.stack_no = x.stack_no)
) ORDER BY depth;

SELECT 'log' AS section, 'log' AS layout, f.excerpt_lines, f.excerpt
FROM fault_group AS g JOIN fault AS f ON f.id = g.example_fault_id
WHERE g.id = :id AND f.excerpt IS NOT NULL;
