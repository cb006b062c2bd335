-- Tasks of a dump, as ps shows them; :arg: of one thread id, process id or name.
SELECT task.pid, task.ppid, task.cpu,
	iif(task.on_cpu, '>', '') AS run,
	task.state AS st,
	task.total_vm_pages * dump.page_size / 1024 AS vsz_kb,
	task.rss_pages * dump.page_size / 1024 AS rss_kb,
	round(task.started_s, 3) AS started_s,
	round(task.cpu_s, 3) AS cpu_s,
	round(task.blocked_s, 3) AS blocked_s,
	task.address AS task,
	iif(task.kernel_thread, '[' || task.comm || ']', task.comm) AS comm,
	task.wait_channel,
	coalesce(task.command_line, task.executable) AS command
FROM task JOIN dump ON dump.source_id = task.source_id
WHERE :arg IS NULL OR CAST(task.pid AS TEXT) = :arg OR CAST(task.tgid AS TEXT) = :arg OR task.comm = :arg
UNION ALL
SELECT cpu.pid, 0, cpu.cpu, '>', 'R', NULL, NULL, NULL, NULL, NULL, NULL, cpu.comm, NULL, NULL
FROM cpu
WHERE cpu.pid = 0 AND cpu.task_row IS NULL AND (:arg IS NULL OR :arg = '0' OR cpu.comm = :arg)
ORDER BY 1, 3;
