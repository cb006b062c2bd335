-- Recurring faults with the columns of fault_group, for programs; the counts are of what the filters
-- leave.
SELECT g.id AS id, g.key AS key, g.signature AS signature, g.kind AS kind, g.title AS title,
       g.function AS function, min(e.severity) AS severity, count(*) AS faults,
       count(DISTINCT e.host) AS hosts, count(DISTINCT e.kernel_release) AS kernels,
       min(e.time_utc) AS first_seen_utc, max(e.time_utc) AS last_seen_utc,
       g.example_fault_id AS example_fault_id
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
ORDER BY severity, faults DESC, hosts DESC, g.title, g.kind
LIMIT :limit;
