-- What the rules of advice found, the most urgent first; remedy without the commands, which follow
-- from its second line on.  Advice is not of single faults, so that only :host chooses.
SELECT a.rule AS rule, a.severity AS severity, a.title AS title, a.host AS host,
       substr(a.evidence, 1, coalesce(nullif(instr(a.evidence, char(10)), 0), length(a.evidence) + 1) - 1) AS shown,
       CASE WHEN instr(a.remedy, char(10)) THEN substr(a.remedy, 1, instr(a.remedy, char(10)) - 1)
            ELSE a.remedy END AS remedy,
       CASE WHEN instr(a.remedy, char(10)) THEN substr(a.remedy, instr(a.remedy, char(10)) + 1) END AS command,
       a.fault_id AS fault_id, a.source_id AS source_id, count(*) OVER () - :max_rows AS more
FROM advice AS a
WHERE (:host IS NULL OR a.host GLOB :host)
ORDER BY a.severity, a.rule, a.host, a.title, a.id
LIMIT :max_rows;
