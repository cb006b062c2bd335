-- Faults with the columns of the public contract, but the excerpt, for programs.
SELECT e.id, e.key, e.event_id, e.source_id, e.boot_id, e.group_id, e.kind, e.bug_type, e.title,
       e.message, e.function, e.module, e.file, e.line, e.severity, e.access, e.access_size,
       e.address, e.comm, e.pid, e.cpu, e.duration_s, e.taint, e.kernel_release, e.arch,
       e.hardware, e.host, e.time_boot, e.time_utc, e.first_line, e.last_line, e.first_byte,
       e.last_byte, e.corrupted, e.corrupted_reason, e.caused_by, e.signature,
       (SELECT s.path FROM source AS s WHERE s.id = e.source_id) AS source_path
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
