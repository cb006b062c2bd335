-- Titles of one side of a comparison and the groups they are in, with how often they came; see
-- analyzer/cli/diff.h.
SELECT t.key AS title_key, g.key AS key, g.id AS id, g.kind AS kind, g.title AS title, g.function AS function,
       min(e.severity) AS severity, count(*) AS faults, count(DISTINCT e.boot_id) AS boots,
       count(DISTINCT e.host) AS hosts, min(e.time_utc) AS first_seen_utc,
       max(e.time_utc) AS last_seen_utc
FROM fault_event AS e
JOIN fault_group AS g ON g.id = e.group_id
JOIN fault_derived AS d ON d.fault_id = e.id
JOIN group_title AS t ON t.id = d.title_id
WHERE (:kind IS NULL OR instr(',' || :kind || ',', ',' || e.kind || ',') > 0)
  AND (:host IS NULL OR e.host GLOB :host)
  AND (:kernel IS NULL OR e.kernel_release GLOB :kernel)
  AND (:title IS NULL OR instr(lower(e.title), lower(:title)) > 0)
  AND (:since IS NULL OR e.time_utc >= :since)
  AND (:before IS NULL OR e.time_utc < :before)
  AND (:until IS NULL OR substr(e.time_utc, 1, length(:until)) <= :until)
  AND (:after IS NULL OR substr(e.time_utc, 1, length(:after)) > :after)
  AND e.severity <= :severity
GROUP BY t.id;
