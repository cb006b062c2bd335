-- The store: views of who waits for whom in memory images.  They come after those of views.sql; the same
-- rules hold.

-- Tasks of a dump that wait for a lock or for something else that is known, and who holds it.
CREATE VIEW lock_waiter AS SELECT
	w.source_id AS source_id, -- source.id
	w.waiter_pid AS waiter_pid, -- task that waits
	t.comm AS waiter_comm, -- its name
	t.state AS waiter_state, -- letter that ps shows
	w.since_s AS since_s, -- [s] how long it has waited
	w.kind AS kind, -- mutex, rwsem, semaphore, rt_mutex, completion, spinlock, page, wait_queue, ...
	w.mode AS mode, -- read or write, where the lock has both
	coalesce(w.lock_name, w.lock_address) AS lock, -- its symbol, else its address
	w.lock_address AS lock_address, -- of the lock
	w.owner_pid AS owner_pid, -- task that holds it; NULL: nothing tells
	o.comm AS owner_comm, -- its name
	o.state AS owner_state, -- letter that ps shows
	w.owner_reason AS owner_reason -- how the owner is known; suspected: it is not certain
FROM lock_wait AS w
LEFT JOIN task AS t ON t.source_id = w.source_id AND t.row_no = w.waiter_row
LEFT JOIN task AS o ON o.source_id = w.source_id AND o.row_no = w.owner_row;

-- Who waits for whom, all the way: one row per waiting task and task in its way.  A chain ends with a task
-- that waits for nobody known, or, in a deadlock, where it comes back to a task that it has passed.
CREATE VIEW lock_chain AS SELECT
	c.source_id AS source_id, -- source.id
	c.waiter_pid AS waiter_pid, -- task that waits
	c.depth AS depth, -- 1: holds what waiter_pid wants; 2: holds what that one wants; ...
	c.pid AS pid, -- the task in the way
	c.kind AS kind, -- of the lock that it holds
	c.lock AS lock, -- its symbol, else its address
	trim(c.path, '>') AS path, -- thread ids from waiter_pid to pid, with > between
	c.back AS deadlock -- 1: pid was passed before: it waits for itself
FROM (WITH RECURSIVE chain (source_id, waiter_pid, depth, pid, lock, kind, path, back) AS (
	SELECT w.source_id, w.waiter_pid, 1, w.owner_pid, coalesce(w.lock_name, w.lock_address), w.kind,
		'>' || w.waiter_pid || '>' || w.owner_pid || '>', w.waiter_pid = w.owner_pid
	FROM lock_wait AS w WHERE w.owner_pid IS NOT NULL
	UNION ALL
	SELECT p.source_id, p.waiter_pid, p.depth + 1, w.owner_pid, coalesce(w.lock_name, w.lock_address), w.kind,
		p.path || w.owner_pid || '>', instr(p.path, '>' || w.owner_pid || '>') > 0
	FROM chain AS p
	JOIN lock_wait AS w INDEXED BY lock_wait_waiter ON w.source_id = p.source_id AND w.waiter_pid = p.pid AND w.owner_pid IS NOT NULL
	WHERE NOT p.back AND p.depth < 1000
	) SELECT * FROM chain) AS c;

-- Deadlocks of a dump: rings of tasks each of which waits for what the next one holds.  Each ring once,
-- beginning with its lowest thread id.
CREATE VIEW lock_deadlock AS SELECT
	c.source_id AS source_id, -- source.id
	c.depth AS tasks, -- how many tasks the ring has
	c.path AS pids, -- thread ids, with > between; the first one again at the end
	(SELECT group_concat(q.lock, ', ') FROM (SELECT p.lock AS lock FROM lock_chain AS p
		WHERE p.source_id = c.source_id AND p.waiter_pid = c.waiter_pid AND p.depth <= c.depth
		ORDER BY p.depth) AS q) AS locks, -- what is waited for, in the same order
	(SELECT max(coalesce(w.owner_reason LIKE 'suspected%', 0)) FROM lock_wait AS w
		WHERE w.source_id = c.source_id AND instr('>' || c.path || '>', '>' || w.waiter_pid || '>') > 0) AS suspected -- 1: an owner in it is not certain
FROM lock_chain AS c
WHERE c.deadlock AND c.pid = c.waiter_pid
	AND NOT EXISTS (SELECT 1 FROM lock_chain AS p WHERE p.source_id = c.source_id
		AND p.waiter_pid = c.waiter_pid AND p.depth < c.depth AND p.pid < c.waiter_pid);

-- Tasks that hold what others wait for, those with the most waiters behind them first.
CREATE VIEW lock_blocker AS SELECT
	c.source_id AS source_id, -- source.id
	c.pid AS pid, -- the task that holds
	t.comm AS comm, -- its name
	t.state AS state, -- letter that ps shows
	count(DISTINCT c.waiter_pid) AS blocked_tasks, -- tasks that wait for it, directly or behind one another
	count(DISTINCT CASE WHEN c.depth = 1 THEN c.waiter_pid END) AS direct, -- of them directly
	t.wait_channel AS wait_channel, -- function that it sleeps in itself
	max(c.deadlock) AS deadlock, -- 1: it is in a deadlock, or leads to one
	(SELECT w.waiter_pid IS NULL FROM (SELECT 1) LEFT JOIN lock_wait AS w INDEXED BY lock_wait_waiter
		ON w.source_id = c.source_id AND w.waiter_pid = c.pid AND w.owner_pid IS NOT NULL LIMIT 1) AS root -- 1: it waits for nobody known
FROM lock_chain AS c LEFT JOIN task AS t ON t.source_id = c.source_id AND t.pid = c.pid
GROUP BY c.source_id, c.pid;
