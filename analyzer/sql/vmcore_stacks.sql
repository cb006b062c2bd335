-- Tasks of a dump that stand in the same place; :arg: in one state (D: blocked).
SELECT state AS st, tasks, round(longest_s, 3) AS longest_s, example_pid, comms, stack
FROM task_stack_group
WHERE :arg IS NULL OR state = :arg
ORDER BY tasks DESC, longest_s DESC, stack;
