-- What a dump says of itself and its kernel: a row a fact.
WITH fact (no, name, value) AS (
	SELECT 1, 'format', format FROM dump
	UNION ALL SELECT 2, 'arch', arch FROM dump
	UNION ALL SELECT 3, 'machine', machine FROM dump
	UNION ALL SELECT 4, 'host', host FROM dump
	UNION ALL SELECT 5, 'kernel release', kernel_release FROM dump
	UNION ALL SELECT 6, 'kernel version', kernel_version FROM dump
	UNION ALL SELECT 7, 'command line', coalesce(dump.command_line, boot.command_line)
	FROM dump
	LEFT JOIN source ON source.id = dump.source_id
	LEFT JOIN boot ON boot.id = source.boot_id
	UNION ALL SELECT 8, 'build-id', build_id || coalesce(' (' || build_note || ')', '') FROM dump
	UNION ALL SELECT 9, 'hardware', boot.hardware
	FROM dump
	JOIN source ON source.id = dump.source_id
	JOIN boot ON boot.id = source.boot_id
	UNION ALL SELECT 10, 'started (UTC)', boot.started_utc
	FROM dump
	JOIN source ON source.id = dump.source_id
	JOIN boot ON boot.id = source.boot_id
	UNION ALL SELECT 11, 'crashed (UTC)', crashed_utc FROM dump
	UNION ALL SELECT 11, 'taken (UTC)', taken_utc FROM dump WHERE crashed_utc IS NULL
	UNION ALL SELECT 12, 'uptime (s)', printf('%.6f', uptime_s) FROM dump WHERE uptime_s IS NOT NULL
	UNION ALL SELECT 12, 'load average', printf('%.2f, %.2f, %.2f', load_1, load_5, load_15) FROM dump WHERE load_1 IS NOT NULL
	UNION ALL SELECT 12, 'tasks', (SELECT nullif(count(*), 0) || ', in state R ' || sum(state = 'R') || ', D ' || sum(state = 'D') FROM task)
	UNION ALL SELECT 13, 'panic', panic_message FROM dump
	UNION ALL SELECT 14, 'panic CPU', panic_cpu FROM dump
	UNION ALL SELECT 15, 'panic task', trim(coalesce(panic_comm, '') || ' ' || coalesce(panic_pid, ''))
	FROM dump
	WHERE coalesce(panic_comm, panic_pid) IS NOT NULL
	UNION ALL SELECT 16, 'CPUs', cpus FROM dump
	UNION ALL SELECT 17, 'KASLR offset', kaslr_offset FROM dump
	UNION ALL SELECT 18, 'phys_base', phys_base FROM dump
	UNION ALL SELECT 19, 'page size', page_size FROM dump
	UNION ALL SELECT 20, 'memory', (memory_bytes / 1048576) || ' MiB' FROM dump
	UNION ALL SELECT 21, 'coverage', coverage FROM dump
	UNION ALL SELECT 22, 'pages present', pages_present FROM dump
	UNION ALL SELECT 23, 'pages left out', pages_excluded FROM dump
	UNION ALL SELECT 24, 'pages missing', pages_missing FROM dump
	UNION ALL SELECT 25, 'dump level', dump_level FROM dump
	UNION ALL SELECT 26, 'knowledge', knowledge FROM dump
)
SELECT name, value
FROM fact
WHERE value IS NOT NULL AND :arg IS NULL
ORDER BY no;
