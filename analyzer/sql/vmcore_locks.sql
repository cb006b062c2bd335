-- What tasks of a dump wait for, and who holds it; :arg: of one thread id.
SELECT waiter_pid AS pid, waiter_comm AS comm, waiter_state AS st, round(since_s, 3) AS since_s, kind, mode,
	lock, owner_pid AS owner, owner_comm, owner_state AS owner_st, owner_reason
FROM lock_waiter
WHERE :arg IS NULL OR CAST(waiter_pid AS TEXT) = :arg OR CAST(owner_pid AS TEXT) = :arg
ORDER BY since_s DESC, waiter_pid;
