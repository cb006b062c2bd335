-- The same for the eye, as crash shows it: the task, then a line a frame, with a mark where what interrupted
-- it ends.
WITH chosen AS (
	SELECT iif(:arg IS NULL AND EXISTS (SELECT 1 FROM dump JOIN task ON task.pid = dump.panic_pid),
		CAST((SELECT panic_pid FROM dump) AS TEXT), coalesce(:arg, '-a')) AS what
), f AS MATERIALIZED (
	SELECT f.*,
		printf('PID: %-7d TASK: %s  CPU: %-3s %sCOMMAND: "%s"', f.pid, coalesce(task.address, '(not known)'),
			coalesce(f.cpu, task.cpu, '?'), coalesce('STATE: ' || task.state || '  ', ''),
			coalesce(task.comm, cpu.comm, '?')) AS heading,
		lag(f.context) OVER (PARTITION BY f.source_id, f.task_row, f.cpu ORDER BY f.row_no) AS inner_context
	FROM chosen
	JOIN task_frame AS f
	LEFT JOIN task ON task.id = f.task_id
	LEFT JOIN cpu ON cpu.source_id = f.source_id AND cpu.cpu = f.cpu AND f.task_id IS NULL
	WHERE what = 'all' OR (what = '-a' AND f.cpu IS NOT NULL) OR what = CAST(f.pid AS TEXT) OR what = task.state
		OR coalesce(task.comm, cpu.comm) GLOB what
), line (row_no, seq, heading, text) AS (
	SELECT row_no, 1, heading,
		printf('%3s ', '#' || depth) || iif(reliable = 0, '? ', '')
		|| coalesce(function || iif(offset IS NULL, '', printf('+0x%x', offset)) || iif(size IS NULL, '', printf('/0x%x', size))
			|| coalesce(' [' || module || ']', '') || iif(inlined, ' (inlined)', ' at ' || address), address)
		|| iif(context = 'user', ' (user)', '') || coalesce('  ' || file || coalesce(':' || line, ''), '')
	FROM f
	UNION ALL
	SELECT row_no, 0, heading,
		'--- <' || inner_context || '> ---'
	FROM f WHERE inner_context <> context AND inner_context <> 'task'
)
SELECT heading, text FROM line ORDER BY row_no, seq;
