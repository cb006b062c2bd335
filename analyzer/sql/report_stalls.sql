-- Tasks and CPUs that did not get on.
SELECT c.kind AS kind, c.host AS host, f.comm AS comm, f.function AS function,
       count(*) AS reports, count(DISTINCT f.pid) AS tasks, max(f.duration_s) AS longest_s,
       min(c.time_utc) AS first_utc, max(c.time_utc) AS last_utc, min(c.fault_id) AS fault_id,
       count(*) OVER () - :max_rows AS more
FROM chosen AS c
JOIN fault AS f ON f.id = c.fault_id
WHERE c.kind IN ('hung_task', 'soft_lockup', 'hard_lockup', 'rcu_stall', 'workqueue_lockup')
GROUP BY c.kind, c.host, f.comm, f.function
ORDER BY reports DESC, longest_s DESC, c.kind, c.host, f.comm, f.function
LIMIT :max_rows;
