-- The boots of new sources, and all that could be the same boot as one of them: whether two are one
-- depends on all of these.
WITH RECURSIVE reach (id) AS (
	SELECT b.id FROM source AS s JOIN source_boot AS b ON b.source_id = s.id WHERE s.linked = 0
	UNION -- the same boot until now
	SELECT o.id FROM reach AS r JOIN source_boot AS b ON b.id = r.id
		JOIN source_boot AS o ON o.boot_id = b.boot_id
	UNION -- the same boot id
	SELECT o.id FROM reach AS r JOIN source_boot AS b ON b.id = r.id
		JOIN source_boot AS o ON o.boot_uuid = b.boot_uuid
	UNION -- the same kernel, started within 2 s
	SELECT o.id FROM reach AS r JOIN source_boot AS b ON b.id = r.id
		JOIN source_boot AS o ON o.kernel_version = b.kernel_version
			AND o.started_us BETWEEN b.started_us - 2000000 AND b.started_us + 2000000
	UNION -- the same report
	SELECT g.source_boot_id FROM reach AS r JOIN fault_fact AS f ON f.source_boot_id = r.id
		JOIN fault_fact AS g ON g.sight = f.sight AND g.source_boot_id IS NOT NULL
)
INSERT INTO temp.todo_boot SELECT id FROM reach;
