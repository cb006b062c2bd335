-- What a title is, by the fault of it that tells most: the example that it has or one of those that are
-- linked anew; of a stale one, of all its faults.
WITH candidate AS (
	SELECT d.title_id, d.fault_id
	FROM temp.todo_title AS t CROSS JOIN group_title AS g ON g.id = t.id AND g.stale = 1
		CROSS JOIN fault_derived AS d ON d.title_id = g.id
	UNION
	SELECT d.title_id, d.fault_id
	FROM temp.todo_fault AS t CROSS JOIN fault_derived AS d ON d.fault_id = t.id
	UNION
	SELECT g.id, g.example_fault_id
	FROM temp.todo_title AS t CROSS JOIN group_title AS g ON g.id = t.id AND g.stale = 0
	WHERE g.example_fault_id IS NOT NULL
), member AS (
	SELECT c.title_id, c.fault_id, f.kind, coalesce(d.group_name, d.title) AS title, d.function,
		d.apart, row_number() OVER (
			PARTITION BY c.title_id
			ORDER BY f.id <> d.event_id, d.corrupted, d.function IS NULL,
				f.first_line - f.last_line, f.key
		) AS n
	FROM candidate AS c CROSS JOIN fault_derived AS d ON d.fault_id = c.fault_id
		JOIN fault_fact AS f ON f.id = d.fault_id
)
UPDATE group_title SET kind = m.kind, title = m.title, function = m.function, apart = m.apart,
	example_fault_id = m.fault_id, faults = (
		SELECT count(DISTINCT d.event_id) FROM fault_derived AS d
		WHERE d.title_id = group_title.id
	)
FROM member AS m
WHERE m.title_id = group_title.id AND m.n = 1;
