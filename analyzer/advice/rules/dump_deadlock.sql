-- id: dump_deadlock
-- severity: 1
-- title: A deadlock in the dumped kernel
-- needs: lock_wait
-- meaning: Each of these tasks waits for a lock that the next one holds, and the last one waits for
--   the first: none of them can go on, nor can what needs one of them. Only code can take
--   locks in an order that leads there, so it is a bug of the kernel or of a module.
-- threshold: A ring in lock_deadlock: of a mutex, rwsem or rt_mutex the structure of the lock
--   names its holder; of a spinlock it is the task that runs with preemption disabled and has
--   the lock's address (then called suspected).
-- reference: Documentation/locking/lockdep-design.rst, "Single-lock state rules" and
--   "Multi-lock dependency rules"
-- kernels: all
-- evidence: {ring}
-- remedy: Look at the stacks of these tasks: they show where the locks are taken in different
--   order. Report them to whoever maintains the innermost code that is not of the kernel's
--   locking; a kernel with CONFIG_PROVE_LOCKING names the order at its first violation.
-- command: crashql vmcore {path} deadlocks
--   crashql vmcore {path} bt {pid}
-- effects: The commands only read.
SELECT s.host, l.source_id, NULL AS fault_id, s.path, CAST(l.pids AS INTEGER) AS pid,
       CASE WHEN l.tasks = 1 THEN 'task ' || CAST(l.pids AS INTEGER) || ' waits for what it holds itself'
            ELSE 'tasks ' || replace(l.pids, '>', ' waits for ') END || '; locks: ' || l.locks
       || CASE WHEN l.suspected THEN ' (suspected)' ELSE '' END AS ring
FROM lock_deadlock AS l
JOIN source AS s ON s.id = l.source_id
JOIN dump AS d ON d.source_id = l.source_id
ORDER BY s.key, l.tasks DESC, l.pids;
