-- KCIDB's submission schema 5.3 (github.com/kernelci/kcidb-io): a kernel release is a checkout, a release
-- on an architecture a build, a boot a test, a group an issue.  Ids are made of keys: the same in every
-- store, so that submitting again changes nothing.
SELECT 'version' AS section, 'value' AS layout, json_object('major', 5, 'minor', 3) AS item;

SELECT DISTINCT 'checkouts' AS section, 'array' AS layout, json_object(
	'id', 'crashql:' || b.kernel_release, 'origin', 'crashql',
	'comment', 'Linux ' || b.kernel_release, 'valid', json('true')) AS item
FROM boot AS b WHERE b.kernel_release IS NOT NULL
ORDER BY item;

SELECT DISTINCT 'builds' AS section, 'array' AS layout, json_object(
	'id', 'crashql:' || b.kernel_release || ':' || coalesce(b.arch, 'unknown'), 'origin', 'crashql',
	'checkout_id', 'crashql:' || b.kernel_release,
	'architecture', coalesce(b.arch, 'unknown')) AS item
FROM boot AS b WHERE b.kernel_release IS NOT NULL
ORDER BY item;

SELECT 'tests' AS section, 'array' AS layout, json_patch(json_object(
	'id', 'crashql:' || b.key, 'origin', 'crashql',
	'build_id', 'crashql:' || b.kernel_release || ':' || coalesce(b.arch, 'unknown'),
	'path', 'boot',
	'status', CASE WHEN EXISTS (SELECT 1 FROM fault_event AS e WHERE e.boot_id = b.id AND e.severity <= 4)
		THEN 'FAIL' ELSE 'PASS' END,
	'environment', json_object('comment', coalesce(b.hardware, 'unknown hardware'))),
	json_object('start_time', CASE WHEN b.started_local THEN NULL ELSE b.started_utc END,
		'log_excerpt', (SELECT substr(e.excerpt, 1, 16384) FROM fault_event AS e
			WHERE e.boot_id = b.id AND e.severity <= 4 ORDER BY e.severity, e.key LIMIT 1))) AS item
FROM boot AS b WHERE b.kernel_release IS NOT NULL
ORDER BY b.key;

SELECT 'issues' AS section, 'array' AS layout, json_object(
	'id', 'crashql:' || g.key, 'version', 1, 'origin', 'crashql', 'report_subject', g.title,
	'culprit', json_object('code', json('true')), 'comment', g.title,
	'misc', json_object('kind', g.kind, 'function', g.function)) AS item
FROM fault_group AS g ORDER BY g.key;

SELECT DISTINCT 'incidents' AS section, 'array' AS layout, json_object(
	'id', 'crashql:' || g.key || ':' || b.key, 'origin', 'crashql',
	'issue_id', 'crashql:' || g.key, 'issue_version', 1, 'test_id', 'crashql:' || b.key,
	'present', json('true')) AS item
FROM fault_event AS e JOIN fault_group AS g ON g.id = e.group_id JOIN boot AS b ON b.id = e.boot_id
WHERE b.kernel_release IS NOT NULL
ORDER BY item;
