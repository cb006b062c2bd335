-- Tasks of a dump, as ps shows them; :arg: those with a thread id, a process id, a name or a state.
WITH total AS (
	SELECT source_id, max(value) AS kb FROM mem_stat WHERE name = 'MemTotal' AND unit = 'kB' AND node IS NULL AND fault_id IS NULL GROUP BY source_id
)
SELECT iif(task.on_cpu, '>', '') AS run,
	task.pid, task.ppid, task.cpu,
	task.address AS task,
	task.state AS st,
	round(task.rss_pages * dump.page_size / 1024 * 100.0 / total.kb, 1) AS "%mem",
	task.total_vm_pages * dump.page_size / 1024 AS vsz_kb,
	task.rss_pages * dump.page_size / 1024 AS rss_kb,
	iif(task.kernel_thread, '[' || task.comm || ']', task.comm) AS comm,
	round(task.cpu_s, 3) AS cpu_s,
	round(task.blocked_s, 3) AS blocked_s,
	round(task.started_s, 3) AS started_s,
	task.wait_channel,
	coalesce(task.command_line, task.executable) AS command
FROM task JOIN dump ON dump.source_id = task.source_id
LEFT JOIN total ON total.source_id = task.source_id
WHERE :arg IS NULL OR CAST(task.pid AS TEXT) = :arg OR CAST(task.tgid AS TEXT) = :arg OR task.state = :arg OR task.comm GLOB :arg
UNION ALL
SELECT iif(cpu.pid = 0, '>', ''), 0, 0, cpu.cpu, cpu.idle_address, 'R', NULL, NULL, NULL,
	'[' || coalesce(cpu.idle_comm, cpu.comm) || ']', NULL, NULL, NULL, NULL, NULL
FROM cpu
WHERE (cpu.idle_address IS NOT NULL OR cpu.pid = 0) AND (:arg IS NULL OR :arg = '0' OR :arg = 'R' OR cpu.idle_comm GLOB :arg)
ORDER BY 2, 4;
