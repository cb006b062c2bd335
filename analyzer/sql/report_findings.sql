-- What memory images show beyond their log: why it panicked, what the CPUs did, deadlocks, who blocks whom,
-- what stands where, requests that do not come back.  One sentence a row, the most telling first.
WITH one AS (
	SELECT d.source_id, s.path, d.page_size, d.panic_message, d.panic_cpu, d.panic_comm, d.panic_pid
	FROM dump AS d JOIN source AS s ON s.id = d.source_id
	WHERE (:host IS NULL OR d.host GLOB :host) AND (:kernel IS NULL OR d.kernel_release GLOB :kernel)
), ring AS MATERIALIZED (
	SELECT source_id, tasks, pids, suspected, CAST(pids AS INTEGER) AS waiter_pid FROM lock_deadlock
), stopped (source_id, cpu, depth) AS MATERIALIZED (
	-- what a CPU did before the panic stopped it lies behind these
	SELECT f.source_id, f.cpu, max(f.depth) FROM task_frame AS f JOIN one AS o ON o.source_id = f.source_id
	WHERE f.cpu IS NOT NULL AND f.function IN ('stop_this_cpu', 'crash_nmi_callback', 'native_stop_other_cpus', 'local_cpu_stop', 'cpu_park_loop',
		'ipi_cpu_stop', 'ipi_cpu_crash_stop', 'crash_save_cpu', 'machine_crash_nonpanic_core', 'machine_kexec', '__crash_kexec', 'crash_kexec',
		'panic', 'vpanic', 'asm_exc_nmi', 'end_repeat_nmi', 'asm_sysvec_reboot', 'reboot_interrupt')
	GROUP BY f.source_id, f.cpu
), idle (source_id, cpu) AS MATERIALIZED (
	SELECT p.source_id, p.cpu FROM stopped AS p JOIN task_frame AS f ON f.source_id = p.source_id AND f.cpu = p.cpu AND f.depth = p.depth + 1
	WHERE f.pid = 0 AND f.context = 'task'
), found (source_id, rank, nr, topic, text) AS (
	SELECT o.source_id, 1, 0, 'panic', o.panic_message
		|| coalesce(', in ' || o.panic_comm || '[' || o.panic_pid || ']', '')
		|| coalesce(' on CPU ' || o.panic_cpu, '')
	FROM one AS o WHERE o.panic_message IS NOT NULL
	UNION ALL
	SELECT l.source_id, 2, row_number() OVER (PARTITION BY l.source_id ORDER BY l.tasks DESC, l.pids), 'deadlock',
		(SELECT coalesce(t.comm, 'task') || '[' || l.waiter_pid || '] ' FROM (SELECT 1) LEFT JOIN task AS t ON t.source_id = l.source_id AND t.pid = l.waiter_pid LIMIT 1)
		|| (SELECT group_concat(q.link, ', which ') FROM (
			SELECT 'waits for ' || h.kind || ' ' || h.lock || ', held by ' || coalesce(t.comm, 'task') || '[' || h.pid || ']' || iif(l.tasks = 1, ' itself', '') AS link
			FROM lock_chain AS h LEFT JOIN task AS t ON t.source_id = h.source_id AND t.pid = h.pid
			WHERE h.source_id = l.source_id AND h.waiter_pid = l.waiter_pid AND h.depth <= l.tasks ORDER BY h.depth) AS q)
		|| iif(l.suspected, ' (suspected: that lock does not tell who holds it)', '')
	FROM ring AS l
	UNION ALL
	SELECT b.source_id, 3, row_number() OVER (PARTITION BY b.source_id ORDER BY b.blocked_tasks DESC, b.pid), 'blocker',
		coalesce(b.comm, 'task') || '[' || b.pid || '] holds what ' || b.blocked_tasks || iif(b.blocked_tasks = 1, ' task waits', ' tasks wait') || ' for: '
		|| (SELECT group_concat(q.lock, ', ') FROM (SELECT DISTINCT w.lock FROM lock_waiter AS w WHERE w.source_id = b.source_id AND w.owner_pid = b.pid ORDER BY 1) AS q)
		|| coalesce('; the longest for ' || (SELECT printf('%.1f s', max(w.since_s)) FROM lock_waiter AS w
			WHERE w.source_id = b.source_id AND w.owner_pid = b.pid AND w.since_s >= 0.1), '')
		|| CASE WHEN b.deadlock THEN '; it is in a deadlock, or waits for one' WHEN b.wait_channel IS NOT NULL THEN '; itself it stands in ' || b.wait_channel
			|| coalesce(' (state ' || b.state || ')', '') ELSE '; it runs' END
	FROM lock_blocker AS b
	WHERE (b.root OR b.deadlock)
		AND NOT EXISTS (SELECT 1 FROM ring AS l WHERE l.source_id = b.source_id
			AND instr('>' || l.pids || '>', '>' || b.pid || '>') > 0 AND b.blocked_tasks <= l.tasks)
	UNION ALL
	SELECT k.source_id, 4, -row_number() OVER (PARTITION BY k.source_id ORDER BY k.row_no DESC), 'corruption',
		'object ' || k.object_address || ' of slab cache ' || k.cache || ': ' || k.problem || ' at offset ' || k.first_bad || coalesce(' with ' || substr(k.found, 1, 32), '')
		|| coalesce('; allocated by ' || iif(length(k.alloc_stack) > 120, rtrim(substr(k.alloc_stack, 1, 120), replace(k.alloc_stack, '<', '')) || ' ...', k.alloc_stack), '')
		|| coalesce('; freed by ' || iif(length(k.free_stack) > 120, rtrim(substr(k.free_stack, 1, 120), replace(k.free_stack, '<', '')) || ' ...', k.free_stack), '')
	FROM slab_corruption AS k
	UNION ALL
	SELECT q.source_id, 4, row_number() OVER (PARTITION BY q.source_id ORDER BY q.oldest_s DESC, q.device), 'disk',
		q.n || iif(q.n = 1, ' request', ' requests') || ' of ' || q.device || iif(q.n = 1, ' is', ' are') || ' with the driver'
		|| coalesce(printf(', the oldest (%s) for %.1f s', q.operation, q.oldest_s), '')
	FROM (SELECT r.source_id, r.device, count(*) AS n, max(r.age_s) AS oldest_s, r.operation FROM block_request AS r GROUP BY r.source_id, r.device) AS q
	WHERE q.oldest_s IS NULL OR q.oldest_s >= 1
	UNION ALL
	SELECT g.source_id, 5, 0, 'blocked', sum(g.tasks) || ' tasks in state D stand in ' || count(*) || ' places; those with most tasks:'
	FROM task_stack_group AS g WHERE g.state = 'D' GROUP BY g.source_id HAVING count(*) > 5
	UNION ALL
	SELECT g.source_id, 5, row_number() OVER (PARTITION BY g.source_id ORDER BY g.tasks DESC, g.longest_s DESC, g.stack), iif(g.longest_s >= 120, 'hung', 'blocked'),
		g.tasks || iif(g.tasks = 1, ' task', ' tasks') || ' in state D' || coalesce(printf(' for up to %.1f s', g.longest_s), '')
		|| ' (' || substr(g.comms, 1, 60) || iif(length(g.comms) > 60, '...', '') || ')'
		|| coalesce((SELECT ', waiting for ' || w.kind || coalesce(' ' || w.lock, '')
			|| coalesce(' held by ' || coalesce(w.owner_comm, 'task') || '[' || w.owner_pid || ']', '')
			FROM lock_waiter AS w WHERE w.source_id = g.source_id AND w.waiter_pid = g.example_pid LIMIT 1), '') || ': '
		|| iif(length(g.place) > 300, rtrim(substr(g.place, 1, 300), replace(g.place, '<', '')) || ' ...', g.place)
	FROM (SELECT *, iif(stack GLOB '__schedule < schedule < *', substr(stack, 25), stack) AS place FROM task_stack_group WHERE state = 'D') AS g
	UNION ALL
	SELECT c.source_id, 6, c.cpu, 'CPU ' || c.cpu, 'ran ' || coalesce(c.comm || '[' || c.pid || ']', 'an unknown task')
		|| coalesce(', ' || c.context, '')
		|| coalesce(': ' || (SELECT group_concat(q.f, ' < ') FROM (SELECT coalesce(f.function, f.address) AS f FROM task_frame AS f
			WHERE f.source_id = c.source_id AND f.cpu = c.cpu AND f.reliable AND f.context <> 'user'
				AND f.depth > coalesce((SELECT p.depth FROM stopped AS p WHERE p.source_id = c.source_id AND p.cpu = c.cpu), -1)
			ORDER BY f.depth LIMIT 10) AS q), '')
	FROM cpu AS c
	WHERE c.context IS NOT 'idle' AND NOT (c.pid IS 0 AND EXISTS (SELECT 1 FROM idle AS i WHERE i.source_id = c.source_id AND i.cpu = c.cpu))
	UNION ALL
	SELECT q.source_id, 6, 0, 'idle', q.idle || ' of ' || q.n || iif(q.n = 1, ' CPU', ' CPUs')
	FROM (SELECT c.source_id, count(*) AS n, sum(c.pid = 0 AND (c.context IS 'idle' OR EXISTS (SELECT 1 FROM idle AS i WHERE i.source_id = c.source_id AND i.cpu = c.cpu))) AS idle
		FROM cpu AS c GROUP BY c.source_id) AS q
	WHERE q.idle > 0
	UNION ALL
	SELECT m.source_id, 7, 0, 'memory', printf('%.0f MiB', m.total_kb / 1024.0) || coalesce(printf(', %.0f %% available', 100.0 * m.available_kb / m.total_kb), '')
		|| coalesce(printf('; slab caches %.1f MiB', m.slab_kb / 1024.0), '')
		|| coalesce(', the largest: ' || (SELECT group_concat(q.t, ', ') FROM (SELECT k.name || printf(' %.1f MiB', k.num_objs * 1.0 * k.objsize / 1048576) AS t
			FROM slab_cache AS k WHERE k.source_id = m.source_id ORDER BY k.num_objs * 1.0 * k.objsize DESC, k.name LIMIT 3) AS q), '')
		|| coalesce('; the largest processes: ' || (SELECT group_concat(q.t, ', ') FROM (SELECT t.comm || '[' || t.pid || ']' || printf(' %.1f MiB', t.rss_pages * o.page_size / 1048576.0) AS t
			FROM task AS t JOIN one AS o ON o.source_id = t.source_id WHERE t.source_id = m.source_id AND t.rss_pages > 0 AND t.pid = t.tgid ORDER BY t.rss_pages DESC, t.pid LIMIT 3) AS q), '')
	FROM (SELECT x.source_id, max(CASE x.name WHEN 'MemTotal' THEN x.value END) AS total_kb, max(CASE x.name WHEN 'MemAvailable' THEN x.value END) AS available_kb,
			max(CASE x.name WHEN 'Slab' THEN x.value END) AS slab_kb FROM mem_stat AS x JOIN one AS o ON o.source_id = x.source_id
			WHERE x.node IS NULL AND x.unit = 'kB' GROUP BY x.source_id) AS m
	WHERE m.total_kb > 0
	UNION ALL
	-- init_page_owner stands for what was allocated before, or while, stacks could not be kept
	SELECT q.source_id, 7, q.nr, 'pages', q.function || coalesce(' [' || q.module || ']', '') || printf(' allocated %.1f MiB of pages that are in use, %.0f %% of RAM, in ', q.bytes / 1048576.0, q.memory_percent)
		|| q.blocks || iif(q.blocks = 1, ' block', ' blocks')
		|| coalesce(printf(', the oldest %.0f s ago', q.oldest_s), '')
	FROM (SELECT p.*, row_number() OVER (PARTITION BY p.source_id ORDER BY p.pages DESC, p.function) AS nr FROM page_owner_function AS p
		WHERE p.function <> 'init_page_owner' AND p.memory_percent >= 2) AS q
	WHERE q.nr <= 3
)
SELECT o.path AS path, f.topic AS topic, f.text AS text, f.source_id AS source_id,
	count(*) OVER () - :max_rows AS more
FROM found AS f JOIN one AS o ON o.source_id = f.source_id
WHERE f.text IS NOT NULL AND f.nr <= iif(f.rank = 6, 15, 5)
ORDER BY o.path, f.rank, f.nr
LIMIT :max_rows;
