-- The same for the eye: how many and which, then where they stand.
WITH g AS (
	SELECT row_number() OVER (ORDER BY tasks DESC, longest_s DESC, stack) AS no, *
	FROM task_stack_group
	WHERE :arg IS NULL OR state = :arg
), frame (no, seq, text, rest) AS (
	SELECT no, 0, NULL, stack || ' < ' FROM g
	UNION ALL
	SELECT no, seq + 1, substr(rest, 1, instr(rest, ' < ') - 1), substr(rest, instr(rest, ' < ') + 3) FROM frame WHERE rest <> ''
)
SELECT g.tasks || iif(g.tasks = 1, ' task', ' tasks') || ' in state ' || coalesce(g.state, '?') || coalesce(printf(', for up to %.1f s', g.longest_s), '')
	|| ', such as PID ' || g.example_pid || ': ' || substr(replace(g.comms, ',', ', '), 1, 120) || iif(length(replace(g.comms, ',', ', ')) > 120, ' ...', '') AS heading,
	frame.text AS text
FROM g JOIN frame ON frame.no = g.no AND frame.seq > 0
ORDER BY g.no, frame.seq;
