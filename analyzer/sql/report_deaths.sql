-- Machines that died: the report that it began with, and the last one of its chain.  What killed most
-- comes first.
WITH last (root_id, fault_id) AS MATERIALIZED (
	SELECT root_id, fault_id
	FROM (SELECT root_id, fault_id,
	             row_number() OVER (PARTITION BY root_id ORDER BY kind = 'panic' DESC, seq DESC) AS n
	      FROM chosen WHERE kind IN ('panic', 'reboot', 'double_fault'))
	WHERE n = 1
)
SELECT c.fault_id AS fault_id, c.kind AS kind, c.title AS title, c.host AS host, s.path AS place,
       c.time_utc AS time_utc, c.time_boot AS time_boot, f.comm AS comm, f.pid AS pid,
       c.kernel_release AS kernel_release, l.title AS last_title, l.kind AS last_kind,
       l.time_boot - c.time_boot AS after_s,
       count(*) OVER (PARTITION BY c.group_id) AS same,
       count(*) OVER () AS deaths,
       (SELECT count(DISTINCT host) FROM chosen WHERE death) AS dead_hosts
FROM chosen AS c
JOIN fault AS f ON f.id = c.fault_id
JOIN source AS s ON s.id = c.source_id
LEFT JOIN last ON last.root_id = c.fault_id
LEFT JOIN chosen AS l ON l.fault_id = last.fault_id
WHERE c.death
ORDER BY same DESC, c.seq
LIMIT :max_rows;
