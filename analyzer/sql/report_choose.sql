-- The events that a report is about, each with the event it follows from: everything else of the
-- report is asked of this table.
DROP TABLE IF EXISTS temp.chosen;
CREATE TEMP TABLE chosen (
	fault_id INTEGER PRIMARY KEY,
	seq INTEGER, -- order in time, boots one after another
	part INTEGER, -- boot_id; of faults without a boot -source_id
	parent_id INTEGER, -- event that this one follows from
	root_id INTEGER, -- the first of that chain that was chosen too
	group_id INTEGER,
	source_id INTEGER,
	boot_id INTEGER,
	kind TEXT,
	title TEXT,
	severity INTEGER,
	worst INTEGER, -- of roots: smallest severity of the chain
	death INTEGER NOT NULL DEFAULT 0, -- of roots: 1: the boot ended with it
	corrupted INTEGER,
	host TEXT,
	kernel_release TEXT,
	time_utc TEXT,
	time_local INTEGER,
	time_boot REAL,
	first_line INTEGER
);
INSERT INTO chosen (fault_id, part, parent_id, group_id, source_id, boot_id, kind, title, severity,
                    corrupted, host, kernel_release, time_utc, time_local, time_boot, first_line)
SELECT e.id, coalesce(e.boot_id, -e.source_id),
       (SELECT p.event_id FROM fault AS p WHERE p.id = e.caused_by), e.group_id, e.source_id,
       e.boot_id, e.kind, e.title, e.severity, e.corrupted, e.host, e.kernel_release, e.time_utc,
       e.time_local, e.time_boot, e.first_line
FROM fault_event AS e
WHERE (:kind IS NULL OR instr(',' || :kind || ',', ',' || e.kind || ',') > 0)
  AND (:host IS NULL OR e.host GLOB :host)
  AND (:kernel IS NULL OR e.kernel_release GLOB :kernel)
  AND (:title IS NULL OR instr(lower(e.title), lower(:title)) > 0)
  AND (:since IS NULL OR e.time_utc >= :since)
  AND (:until IS NULL OR substr(e.time_utc, 1, length(:until)) <= :until)
  AND e.severity <= :severity;
CREATE INDEX temp.chosen_parent ON chosen (parent_id);
WITH RECURSIVE chain (fault_id, root_id, depth) AS (
	SELECT c.fault_id, c.fault_id, 0
	FROM chosen AS c LEFT JOIN chosen AS p ON p.fault_id = c.parent_id
	WHERE p.fault_id IS NULL
	UNION ALL
	SELECT c.fault_id, chain.root_id, chain.depth + 1
	FROM chain JOIN chosen AS c ON c.parent_id = chain.fault_id
	WHERE chain.depth < 1000
)
UPDATE chosen SET root_id = chain.root_id FROM chain WHERE chain.fault_id = chosen.fault_id;
UPDATE chosen SET root_id = fault_id WHERE root_id IS NULL;
CREATE INDEX temp.chosen_root ON chosen (root_id);
CREATE INDEX temp.chosen_group ON chosen (group_id);
UPDATE chosen SET
	worst = (SELECT min(c.severity) FROM chosen AS c WHERE c.root_id = chosen.fault_id),
	death = EXISTS (SELECT 1 FROM chosen AS c WHERE c.root_id = chosen.fault_id
	                AND c.kind IN ('panic', 'reboot', 'double_fault'))
WHERE root_id = fault_id;
WITH part_begin (part, begin_utc, a_host) AS MATERIALIZED (
	SELECT part, min(time_utc), min(host) FROM chosen GROUP BY part
), ordered (fault_id, seq) AS (
	SELECT c.fault_id, row_number() OVER (ORDER BY p.begin_utc, p.a_host, c.part, c.time_boot,
	                                      c.time_utc, c.source_id, c.first_line, c.fault_id)
	FROM chosen AS c JOIN part_begin AS p USING (part)
)
UPDATE chosen SET seq = ordered.seq FROM ordered WHERE ordered.fault_id = chosen.fault_id;
CREATE UNIQUE INDEX temp.chosen_seq ON chosen (seq);
-- A crash kernel was started: it took a dump or the log, and the boot that it was started from ended.  When
-- no panic is in the log, die() started it: the last serious fault is what it was started for.
WITH crashed (boot_id) AS MATERIALIZED (
	SELECT s.boot_id FROM dump AS d JOIN source AS s ON s.id = d.source_id
	WHERE s.boot_id IS NOT NULL AND coalesce(d.crashed_utc, d.panic_message) IS NOT NULL
	UNION
	SELECT s.boot_id FROM source AS s
	WHERE s.boot_id IS NOT NULL AND s.path GLOB '*vmcore-dmesg*.txt'
), dead (part) AS MATERIALIZED (
	SELECT DISTINCT part FROM chosen WHERE death
), last (fault_id) AS MATERIALIZED (
	SELECT fault_id FROM (
		SELECT c.root_id AS fault_id, row_number() OVER (PARTITION BY c.part ORDER BY c.seq DESC) AS n
		FROM chosen AS c
		WHERE c.boot_id IN (SELECT boot_id FROM crashed) AND c.severity <= 2
			AND c.part NOT IN (SELECT part FROM dead))
	WHERE n = 1
)
UPDATE chosen SET death = 1 WHERE fault_id IN (SELECT fault_id FROM last);
-- A boot dies once, whatever it prints after that.
WITH first (part, seq) AS MATERIALIZED (
	SELECT part, min(seq) FROM chosen WHERE death GROUP BY part
)
UPDATE chosen SET death = 0 FROM first
WHERE first.part = chosen.part AND chosen.death AND chosen.seq > first.seq;
