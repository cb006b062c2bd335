-- What is compared, in a database of its own in memory: the two sides may be of two stores.
CREATE TABLE total (
	side INTEGER PRIMARY KEY, -- 0: old, 1: new
	boots INTEGER, hosts INTEGER
);
CREATE TABLE side_title (
	side INTEGER, title_key TEXT, key TEXT, id INTEGER, kind TEXT, title TEXT, function TEXT,
	severity INTEGER, faults INTEGER, boots INTEGER, hosts INTEGER, first_seen_utc TEXT,
	last_seen_utc TEXT,
	PRIMARY KEY (side, title_key)
) WITHOUT ROWID;
CREATE INDEX side_title_group ON side_title (side, key);

-- The two stores may have grouped the same titles differently, as they know of different ones: a title of
-- the old side counts for the group that it is in on the new side, else for the one that most of its
-- group is in there.
CREATE VIEW placed AS
SELECT s.*, CASE s.side WHEN 1 THEN s.key ELSE coalesce(
	(SELECT n.key FROM side_title AS n WHERE n.side = 1 AND n.title_key = s.title_key),
	(SELECT n.key FROM side_title AS o JOIN side_title AS n ON n.side = 1 AND n.title_key = o.title_key
	 WHERE o.side = 0 AND o.key = s.key GROUP BY n.key ORDER BY sum(o.faults) DESC, n.key LIMIT 1),
	s.key) END AS place
FROM side_title AS s;

-- Groups of each side.  A boot with several titles of a group is counted for each, but never more than all.
CREATE VIEW side AS
SELECT p.side, p.place AS key, min(p.id) AS id, min(p.kind) AS kind, min(p.title) AS title,
       min(p.function) AS function, min(p.severity) AS severity, sum(p.faults) AS faults,
       min(sum(p.boots), t.boots) AS boots, min(sum(p.hosts), t.hosts) AS hosts,
       min(p.first_seen_utc) AS first_seen_utc, max(p.last_seen_utc) AS last_seen_utc
FROM placed AS p JOIN total AS t ON t.side = p.side
GROUP BY p.side, p.place;

-- Each group once, with both sides.
CREATE VIEW pair AS
SELECT coalesce(n.key, o.key) AS key, coalesce(n.kind, o.kind) AS kind,
       coalesce(n.title, o.title) AS title, coalesce(n.function, o.function) AS function,
       min(coalesce(n.severity, o.severity), coalesce(o.severity, n.severity)) AS severity,
       o.id AS old_group_id, n.id AS new_group_id,
       coalesce(o.faults, 0) AS old_faults, coalesce(n.faults, 0) AS new_faults,
       coalesce(o.boots, 0) AS old_boots, coalesce(n.boots, 0) AS new_boots,
       coalesce(o.hosts, 0) AS old_hosts, coalesce(n.hosts, 0) AS new_hosts,
       min(coalesce(o.first_seen_utc, n.first_seen_utc), coalesce(n.first_seen_utc, o.first_seen_utc)) AS first_seen_utc,
       max(coalesce(o.last_seen_utc, n.last_seen_utc), coalesce(n.last_seen_utc, o.last_seen_utc)) AS last_seen_utc
FROM (SELECT * FROM side WHERE side = 0) AS o
FULL JOIN (SELECT * FROM side WHERE side = 1) AS n ON n.key = o.key;

-- What the counts are to be divided by: boots, else hosts, else nothing, the same on both sides.
CREATE VIEW exposure AS
SELECT o.boots AS old_boots_all, n.boots AS new_boots_all, o.hosts AS old_hosts_all,
       n.hosts AS new_hosts_all,
       CASE WHEN o.boots > 0 AND n.boots > 0 THEN o.boots WHEN o.hosts > 0 AND n.hosts > 0 THEN o.hosts
       ELSE 1 END AS old_n,
       CASE WHEN o.boots > 0 AND n.boots > 0 THEN n.boots WHEN o.hosts > 0 AND n.hosts > 0 THEN n.hosts
       ELSE 1 END AS new_n
FROM total AS o JOIN total AS n ON o.side = 0 AND n.side = 1;

CREATE VIEW rated AS
SELECT *, rate_chance(old_faults, old_n, new_faults, new_n) AS chance,
       CASE WHEN old_faults > 0 THEN 1.0 * new_faults * old_n / (1.0 * old_faults * new_n) END AS ratio
FROM pair CROSS JOIN exposure;

CREATE VIEW diff AS
SELECT CASE WHEN old_faults = 0 THEN 'new' WHEN new_faults = 0 THEN 'gone'
       WHEN chance >= 0.05 THEN 'same' WHEN ratio > 1 THEN 'more' ELSE 'less' END AS change, *
FROM rated;
