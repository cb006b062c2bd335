-- Faults as a list for people.
SELECT e.id AS id,
       coalesce(substr(replace(e.time_utc, 'T', ' '), 1, 19), '+' || round(e.time_boot, 3)) AS "UTC or +s",
       e.host AS host,
       e.severity AS sev, e.kind AS kind, e.title AS title, e.comm AS comm, e.pid AS pid,
       e.kernel_release AS kernel, e.caused_by AS "caused by"
FROM fault AS e
WHERE (:sightings OR e.id = e.event_id)
  AND (:group_id IS NULL OR e.group_id = :group_id)
  AND (:kind IS NULL OR instr(',' || :kind || ',', ',' || e.kind || ',') > 0)
  AND (:host IS NULL OR e.host GLOB :host)
  AND (:kernel IS NULL OR e.kernel_release GLOB :kernel)
  AND (:title IS NULL OR instr(lower(e.title), lower(:title)) > 0)
  AND (:since IS NULL OR e.time_utc >= :since)
  AND (:until IS NULL OR substr(e.time_utc, 1, length(:until)) <= :until)
  AND e.severity <= :severity
ORDER BY e.time_utc IS NULL, e.time_utc, e.source_id, e.time_boot, e.first_line, e.id
LIMIT :limit;
