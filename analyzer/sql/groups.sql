-- Recurring faults as a list for people, those that the filters leave.  What mostly follows from other faults
-- (the panic behind an Oops) comes last: it says nothing of its own.
SELECT g.id AS id, min(e.severity) AS sev, count(*) AS faults, nullif(count(e.caused_by), 0) AS follow, count(DISTINCT e.host) AS hosts,
       count(DISTINCT e.kernel_release) AS kernels,
       substr(replace(min(e.time_utc), 'T', ' '), 1, 16) AS "first (UTC)",
       substr(replace(max(e.time_utc), 'T', ' '), 1, 16) AS "last (UTC)",
       s.verdict AS spread, t.trend AS trend, k.name AS known, g.kind AS kind, g.title AS title
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
ORDER BY g.kind IN ('panic', 'reboot') AND count(e.caused_by) * 2 > count(*), sev, faults DESC, hosts DESC, g.title, g.kind
LIMIT :limit;
