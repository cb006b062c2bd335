-- Recurring faults with the columns of fault_group, for programs; the counts are of what the filters
-- leave.
SELECT g.id AS id, g.key AS key, g.signature AS signature, g.kind AS kind, g.title AS title,
       g.function AS function, min(e.severity) AS severity, count(*) AS faults, count(e.caused_by) AS follow,
       count(DISTINCT e.host) AS hosts, count(DISTINCT e.kernel_release) AS kernels,
       min(e.time_utc) AS first_seen_utc, max(e.time_utc) AS last_seen_utc,
       g.example_fault_id AS example_fault_id, g.titles AS titles, s.hosts_all AS hosts_all,
       s.hardware_models AS hardware_models, s.hardware_all AS hardware_all, s.kernels_all AS kernels_all,
       s.boots AS boots, s.verdict AS verdict, s.sentence AS verdict_text, t.trend AS trend,
       t.old_faults AS old_faults, t.new_faults AS new_faults,
       (SELECT q.file FROM fault_guilty AS q WHERE q.fault_id = g.example_fault_id) AS guilty_file,
       (SELECT q.subsystem FROM fault_guilty AS q WHERE q.fault_id = g.example_fault_id) AS subsystem, k.text AS known
FROM fault_event AS e
JOIN fault_group AS g ON g.id = e.group_id
LEFT JOIN group_spread AS s ON s.group_id = g.id
LEFT JOIN group_trend AS t ON t.group_id = g.id
LEFT JOIN group_known AS k ON k.group_id = g.id
WHERE (:kind IS NULL OR instr(',' || :kind || ',', ',' || e.kind || ',') > 0)
  AND (:host IS NULL OR e.host GLOB :host)
  AND (:kernel IS NULL OR e.kernel_release GLOB :kernel)
  AND (:title IS NULL OR instr(lower(e.title), lower(:title)) > 0)
  AND (:since IS NULL OR e.time_utc >= :since)
  AND (:until IS NULL OR substr(e.time_utc, 1, length(:until)) <= :until)
  AND e.severity <= :severity
  AND (:new_time IS NULL OR g.first_seen_utc >= :new_time)
  AND (:new_kernel IS NULL OR release_key(:new_kernel) <= (
	SELECT min(release_key(m.kernel_release)) FROM group_member AS m WHERE m.group_id = g.id))
GROUP BY g.id
ORDER BY g.kind IN ('panic', 'reboot') AND count(e.caused_by) * 2 > count(*), severity, faults DESC, hosts DESC, g.title, g.kind
LIMIT :limit;
