-- The store: views of the tasks of memory images.  They come after those of views.sql; the same rules hold.

-- The stack of each task of a dump on one line, innermost function first.  Functions that were found by
-- scanning the stack have a ? in front; a frame without symbol is its address; user code is left out.
CREATE VIEW task_stack AS SELECT
	t.id AS task_id, -- task.id
	t.source_id AS source_id, -- source.id
	t.pid AS pid, -- thread id
	t.comm AS comm, -- name
	t.state AS state, -- letter that ps shows
	(SELECT count(*) FROM task_frame AS f WHERE f.task_id = t.id) AS frames, -- number of frames, user code counted
	(SELECT group_concat(q.name, ' < ') FROM (
		SELECT iif(f.reliable = 0, '? ', '') || coalesce(f.function, f.address) AS name
		FROM task_frame AS f WHERE f.task_id = t.id AND f.context IS NOT 'user' ORDER BY f.depth) AS q) AS stack -- functions, innermost first
FROM task AS t;

-- Tasks of a dump that stand in the same place: same state, same stack.
CREATE VIEW task_stack_group AS SELECT
	s.source_id AS source_id, -- source.id
	s.state AS state, -- letter that ps shows
	count(*) AS tasks, -- how many tasks stand there
	max(t.blocked_s) AS longest_s, -- [s] the longest that one of them has not run
	min(t.blocked_s) AS shortest_s, -- [s] the shortest
	min(s.pid) AS example_pid, -- the lowest thread id of them
	group_concat(DISTINCT s.comm) AS comms, -- names of the tasks, each once, with commas between
	group_concat(s.pid) AS pids, -- thread ids, with commas between
	max(t.wait_channel) AS wait_channel, -- function that they sleep in
	s.stack AS stack -- functions, innermost first
FROM task_stack AS s JOIN task AS t ON t.id = s.task_id
WHERE s.stack IS NOT NULL
GROUP BY s.source_id, s.state, s.stack;
