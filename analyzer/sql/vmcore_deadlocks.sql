-- Rings of tasks of a dump that wait for one another.
SELECT tasks, pids, locks, iif(suspected, 'suspected', '') AS note FROM lock_deadlock ORDER BY tasks, pids;
