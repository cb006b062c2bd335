-- id: dump_lock_holder
-- severity: 2
-- title: One task of the dumped kernel keeps others waiting
-- needs: lock_wait
-- meaning: The tasks that hang are not the trouble: all of them stand, directly or one behind
--   another, behind a lock that one task holds. What that one waits for, or does, is the cause.
-- threshold: A task that holds a lock and waits for no known lock itself, with a waiter of 120 s
--   (kernel.hung_task_timeout_secs) or with 10 waiters and one of 10 s.
-- reference: Documentation/admin-guide/sysctl/kernel.rst, hung_task_timeout_secs
-- kernels: all
-- evidence: {comm} ({pid}) keeps {tasks} waiting, the longest for {longest:s}{stands}
-- remedy: Look at the stack of the holder first. If it waits for a device, look at that (requests
--   in flight, errors in the log); if it runs, at what it does so long with the lock held.
-- command: crashql vmcore {path} bt {pid}
--   crashql vmcore {path} locks
--   crashql vmcore {path} dev
-- effects: The commands only read.
WITH waited (source_id, pid, longest) AS MATERIALIZED (
	SELECT c.source_id, c.pid, max(w.since_s)
	FROM lock_chain AS c JOIN lock_wait AS w INDEXED BY lock_wait_waiter ON w.source_id = c.source_id AND w.waiter_pid = c.waiter_pid
	GROUP BY c.source_id, c.pid
)
SELECT s.host, b.source_id, NULL AS fault_id, s.path, coalesce(b.comm, 'a task') AS comm, b.pid,
       b.blocked_tasks || CASE b.blocked_tasks WHEN 1 THEN ' task' ELSE ' tasks' END AS tasks, w.longest,
       coalesce('; it stands in ' || b.wait_channel, '') AS stands
FROM lock_blocker AS b
JOIN waited AS w ON w.source_id = b.source_id AND w.pid = b.pid
JOIN source AS s ON s.id = b.source_id
JOIN dump AS d ON d.source_id = b.source_id
WHERE b.root AND NOT b.deadlock AND (w.longest >= 120 OR b.blocked_tasks >= 10 AND w.longest >= 10)
ORDER BY s.key, b.blocked_tasks DESC, b.pid;
