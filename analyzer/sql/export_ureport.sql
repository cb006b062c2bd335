-- A uReport (version 2, type kerneloops) of every event, one JSON object a row.
-- github.com/abrt/faf/wiki/uReport; the flags of taint as satyr names them.
WITH taint (letter, name) AS (VALUES
	('P', 'module_proprietary'), ('F', 'module_forced'), ('S', 'unsafe_smp'), ('R', 'module_unloaded'),
	('M', 'mce'), ('B', 'page_release'), ('U', 'userspace'), ('D', 'died_recently'),
	('A', 'acpi_overridden'), ('W', 'warning'), ('C', 'staging_driver'), ('I', 'firmware_workaround'),
	('O', 'module_out_of_tree'), ('E', 'module_unsigned'), ('L', 'softlockup'), ('K', 'live_patch'))
SELECT json_object(
	'ureport_version', 2,
	'reason', f.title,
	'os', json_object('name', CASE
			WHEN f.kernel_release LIKE '%.fc%' THEN 'fedora'
			WHEN f.kernel_release LIKE '%.el%' THEN 'rhel'
			WHEN f.kernel_version LIKE '%Debian%' THEN 'debian'
			WHEN f.kernel_version LIKE '%Ubuntu%' THEN 'ubuntu'
			ELSE 'linux' END,
		'version', CASE
			WHEN f.kernel_release LIKE '%.fc%' THEN CAST(CAST(substr(f.kernel_release, instr(f.kernel_release, '.fc') + 3, 3) AS INTEGER) AS TEXT)
			WHEN f.kernel_release LIKE '%.el%' THEN CAST(CAST(substr(f.kernel_release, instr(f.kernel_release, '.el') + 3, 2) AS INTEGER) AS TEXT)
			ELSE '0' END,
		'architecture', coalesce(f.arch, 'unknown')),
	'problem', json_object(
		'type', 'kerneloops',
		'component', 'kernel',
		'version', coalesce(f.kernel_release, ''),
		'taint_flags', (SELECT json_group_array(name) FROM (SELECT t.name FROM taint AS t
			WHERE instr(coalesce(f.taint, ''), t.letter) ORDER BY t.letter)),
		'modules', (SELECT json_group_array(module) FROM (SELECT DISTINCT r.module
			FROM frame_fact AS r WHERE r.fault_id = f.id AND r.module IS NOT NULL ORDER BY r.module)),
		'raw_oops', f.excerpt,
		'frames', (SELECT json_group_array(json_object(
				'address', coalesce(r.address, 0),
				'reliable', json(CASE r.flags & 1 WHEN 0 THEN 'true' ELSE 'false' END),
				'function_name', r.function, 'function_offset', r.offset,
				'function_length', r.size, 'module_name', coalesce(r.module, 'vmlinux')))
			FROM (SELECT * FROM frame_fact AS x WHERE x.fault_id = f.id AND x.stack_no = s.stack_no
				AND x.function IS NOT NULL AND x.flags & 2 = 0
				AND (x.flags & 4 = 0 OR x.address IS NOT NULL) ORDER BY x.depth) AS r)),
	'packages', json_array(json_object('name', 'kernel', 'epoch', 0,
		'version', CASE WHEN instr(f.kernel_release, '-') THEN substr(f.kernel_release, 1, instr(f.kernel_release, '-') - 1)
			ELSE coalesce(f.kernel_release, '0') END,
		'release', CASE WHEN instr(f.kernel_release, '-') THEN substr(f.kernel_release, instr(f.kernel_release, '-') + 1) ELSE '0' END,
		'architecture', coalesce(f.arch, 'unknown'), 'package_role', 'affected')),
	'reporter', json_object('name', 'crashql', 'version', :version),
	'crashql', json_object('duphash', u.duphash, 'key', f.key)) AS line
FROM fault_ureport AS u JOIN fault AS f ON f.id = u.fault_id
JOIN stack AS s ON s.fault_id = f.id AND s.stack_no = (SELECT min(x.stack_no) FROM stack AS x
	WHERE x.fault_id = f.id AND x.role = 'fault')
WHERE f.event_id = f.id
ORDER BY f.key;
