-- Stacks on one line, outermost first, and how often: what flamegraph.pl and its like read.  The first
-- frame is the kind of a fault, or the name of a task of a memory image.
WITH blamed AS (
	SELECT f.kind AS root, d.fault_id AS stack_id, r.depth,
	       coalesce(r.function, printf('0x%x', r.address), '?') AS function
	FROM fault_derived AS d JOIN fault_fact AS f ON f.id = d.fault_id
	JOIN frame_fact AS r ON r.fault_id = d.fault_id AND r.flags & 1 = 0
		AND r.stack_no = coalesce(d.stack_no, (SELECT min(s.stack_no) FROM stack AS s WHERE s.fault_id = d.fault_id))
	WHERE d.event_id = d.fault_id
	UNION ALL
	SELECT 'task ' || coalesce(t.comm, '?'), -r.source_id * 4294967296 - coalesce(r.task_row, -1 - r.cpu), r.depth,
	       coalesce(r.function, r.address, '?')
	FROM task_frame AS r LEFT JOIN task AS t ON t.id = r.task_id
	WHERE coalesce(r.reliable, 1)
), stacks AS (
	SELECT root, group_concat(replace(replace(function, ';', ':'), ' ', '_'), ';') OVER (
			PARTITION BY root, stack_id ORDER BY depth DESC
			ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS stack,
		row_number() OVER (PARTITION BY root, stack_id ORDER BY depth) AS n
	FROM blamed
)
SELECT replace(replace(root, ';', ':'), ' ', '_') || ';' || stack || ' ' || count(*) AS line
FROM stacks WHERE n = 1
GROUP BY root, stack
ORDER BY line;
