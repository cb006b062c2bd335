-- Recurring faults as a list for people, those that the filters leave.
SELECT g.id AS id, min(e.severity) AS sev, count(*) AS faults, count(DISTINCT e.host) AS hosts,
       count(DISTINCT e.kernel_release) AS kernels,
       substr(replace(min(e.time_utc), 'T', ' '), 1, 16) AS "first (UTC)",
       substr(replace(max(e.time_utc), 'T', ' '), 1, 16) AS "last (UTC)",
       g.kind AS kind, g.title AS title
FROM fault_event AS e
JOIN fault_group AS g ON g.id = e.group_id
WHERE (:kind IS NULL OR instr(',' || :kind || ',', ',' || e.kind || ',') > 0)
  AND (:host IS NULL OR e.host GLOB :host)
  AND (:kernel IS NULL OR e.kernel_release GLOB :kernel)
  AND (:title IS NULL OR instr(lower(e.title), lower(:title)) > 0)
  AND (:since IS NULL OR e.time_utc >= :since)
  AND (:until IS NULL OR substr(e.time_utc, 1, length(:until)) <= :until)
  AND e.severity <= :severity
GROUP BY g.id
ORDER BY sev, faults DESC, hosts DESC, g.title, g.kind
LIMIT :limit;
