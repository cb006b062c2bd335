-- The boots of new sources, and all that could be the same boot as one of them: whether two are one
-- depends on all of these.  Between two boots stands what they have in common, so that each of these
-- is followed once.
WITH RECURSIVE reach (what, id, uuid) AS (
	SELECT 'boot', b.id, NULL FROM source AS s JOIN source_boot AS b ON b.source_id = s.id
	WHERE s.linked = 0
	UNION -- the same boot until now
	SELECT 'linked', b.boot_id, NULL FROM reach AS r CROSS JOIN source_boot AS b ON b.id = r.id
	WHERE r.what = 'boot' AND b.boot_id IS NOT NULL
	UNION
	SELECT 'boot', b.id, NULL FROM reach AS r CROSS JOIN source_boot AS b ON b.boot_id = r.id
	WHERE r.what = 'linked'
	UNION -- the same boot id
	SELECT 'uuid', NULL, b.boot_uuid FROM reach AS r CROSS JOIN source_boot AS b ON b.id = r.id
	WHERE r.what = 'boot' AND b.boot_uuid IS NOT NULL
	UNION
	SELECT 'boot', b.id, NULL FROM reach AS r CROSS JOIN source_boot AS b ON b.boot_uuid = r.uuid
	WHERE r.what = 'uuid'
	UNION -- the same report
	SELECT 'sight', f.sight, NULL
	FROM reach AS r CROSS JOIN fault_fact AS f ON f.source_boot_id = r.id
	WHERE r.what = 'boot' AND f.sight IS NOT NULL
	UNION
	SELECT 'boot', f.source_boot_id, NULL
	FROM reach AS r CROSS JOIN fault_fact AS f ON f.sight = r.id
	WHERE r.what = 'sight' AND f.source_boot_id IS NOT NULL
	UNION -- the same report of one host at one second
	SELECT 'wall', f.wall_sight, NULL
	FROM reach AS r CROSS JOIN fault_fact AS f ON f.source_boot_id = r.id
	WHERE r.what = 'boot' AND f.wall_sight IS NOT NULL
	UNION
	SELECT 'boot', f.source_boot_id, NULL
	FROM reach AS r CROSS JOIN fault_fact AS f ON f.wall_sight = r.id
	WHERE r.what = 'wall' AND f.source_boot_id IS NOT NULL
	UNION -- the same kernel, started within 2 s
	SELECT 'boot', o.id, NULL FROM reach AS r CROSS JOIN source_boot AS b ON b.id = r.id
		CROSS JOIN source_boot AS o ON o.kernel_version = b.kernel_version
			AND o.started_us BETWEEN b.started_us - 2000000 AND b.started_us + 2000000
	WHERE r.what = 'boot'
)
INSERT INTO temp.todo_boot SELECT id FROM reach WHERE what = 'boot';
