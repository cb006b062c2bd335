-- Stacks of a dump: of the task that panicked, else of what ran on the CPUs; :arg: of the tasks with a thread
-- id, a name or a state (D: blocked), -a of what ran on all CPUs, all of every task.
WITH chosen AS (
	SELECT iif(:arg IS NULL AND EXISTS (SELECT 1 FROM dump JOIN task ON task.pid = dump.panic_pid),
		CAST((SELECT panic_pid FROM dump) AS TEXT), coalesce(:arg, '-a')) AS what
)
SELECT f.pid,
	coalesce(task.comm, cpu.comm) AS comm,
	task.state AS st,
	coalesce(f.cpu, task.cpu) AS cpu,
	f.depth,
	iif(f.reliable = 0, '? ', '') || coalesce(f.function, f.address)
		|| iif(f.offset IS NULL, '', printf('+0x%x', f.offset)) || iif(f.size IS NULL, '', printf('/0x%x', f.size))
		|| coalesce(' [' || f.module || ']', '') || iif(f.inlined, ' (inlined)', '') AS frame,
	f.context,
	f.address,
	f.file || coalesce(':' || f.line, '') AS place,
	task.address AS task
FROM chosen
JOIN task_frame AS f
LEFT JOIN task ON task.id = f.task_id
LEFT JOIN cpu ON cpu.source_id = f.source_id AND cpu.cpu = f.cpu AND f.task_id IS NULL
WHERE what = 'all' OR (what = '-a' AND f.cpu IS NOT NULL) OR what = CAST(f.pid AS TEXT) OR what = task.state
	OR coalesce(task.comm, cpu.comm) GLOB what
ORDER BY f.row_no;
