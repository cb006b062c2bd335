-- The store: views of known issues.  They come after those of views.sql; the same rules hold.

-- Groups that are known issues: one of their titles is one of the issue's, or a fault has its hash.
CREATE VIEW known_issue_match AS
SELECT DISTINCT
	t.group_id AS group_id, -- fault_group.id
	m.known_issue_id AS known_issue_id, -- known_issue.id
	m.kind AS matched_by, -- known_issue_mark.kind
	m.text AS text -- known_issue_mark.text
FROM known_issue_mark AS m JOIN group_title AS t ON t.title = m.text
WHERE m.kind = 'title' AND t.group_id IS NOT NULL
UNION ALL
SELECT DISTINCT d.group_id, m.known_issue_id, m.kind, m.text
FROM known_issue_mark AS m JOIN fault_ureport AS u ON u.duphash = m.text
JOIN fault_derived AS d ON d.fault_id = u.fault_id
WHERE m.kind = 'duphash' AND d.group_id IS NOT NULL;

-- Internal: what is to be said of each known issue in one line.
CREATE VIEW known_issue_text AS SELECT
	k.id AS known_issue_id, -- known_issue.id
	k.source || ' ' || substr(k.key, 1, 40) || ': ' || k.title
		|| CASE WHEN k.fix_title IS NOT NULL OR k.fix_hash IS NOT NULL
			THEN '; fixed by commit ' || coalesce(substr(k.fix_hash, 1, 12), '')
				|| CASE WHEN k.fix_hash IS NOT NULL AND k.fix_title IS NOT NULL THEN ' ' ELSE '' END
				|| coalesce('("' || k.fix_title || '")', '')
			WHEN k.status IS NOT NULL THEN '; ' || k.status ELSE '' END AS text -- source, id, title and fix
FROM known_issue AS k;

-- Internal: the known issues that a group is, in a few words and in full.
CREATE VIEW group_known AS SELECT
	m.group_id AS group_id, -- fault_group.id
	min(k.source || ' ' || substr(k.key, 1, 12)) || CASE WHEN count(*) > 1 THEN printf(' and %d more', count(*) - 1) ELSE '' END AS name, -- source and id of the first, and how many more
	group_concat(t.text, ' | ') AS text -- known_issue_text.text of each
FROM (SELECT DISTINCT group_id, known_issue_id FROM known_issue_match ORDER BY group_id, known_issue_id) AS m
JOIN known_issue AS k ON k.id = m.known_issue_id JOIN known_issue_text AS t ON t.known_issue_id = k.id
GROUP BY m.group_id;
