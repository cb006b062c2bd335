-- Groups of the events that follow from no other one: by the worst that came of them, then by how
-- often they happened.
SELECT g.id AS group_id, g.key AS key, g.kind AS kind, g.title AS title, g.function AS function,
       min(c.severity) AS severity, min(c.worst) AS worst, count(*) AS events,
       total(c.death) AS deaths, count(DISTINCT c.host) AS hosts,
       count(DISTINCT c.kernel_release) AS kernels, min(c.host) AS a_host,
       min(c.kernel_release) AS a_kernel, min(c.time_utc) AS first_utc,
       max(c.time_utc) AS last_utc,
       CASE WHEN max(c.fault_id = g.example_fault_id) THEN g.example_fault_id
            ELSE coalesce(min(CASE WHEN NOT c.corrupted THEN c.fault_id END), min(c.fault_id))
       END AS example_id,
       p.verdict AS verdict, p.sentence AS verdict_text, t.trend AS trend,
       (SELECT q.file FROM fault_guilty AS q WHERE q.fault_id = g.example_fault_id) AS guilty_file,
       (SELECT q.subsystem FROM fault_guilty AS q WHERE q.fault_id = g.example_fault_id) AS subsystem,
       count(*) OVER () - :limit AS more
FROM chosen AS c
JOIN fault_group AS g ON g.id = c.group_id
LEFT JOIN group_spread AS p ON p.group_id = g.id
LEFT JOIN group_trend AS t ON t.group_id = g.id
WHERE c.root_id = c.fault_id
GROUP BY g.id
ORDER BY worst, events DESC, hosts DESC, g.title, g.id
LIMIT :limit;
