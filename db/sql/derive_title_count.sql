-- What a title is, by the fault of it that tells most.
WITH member AS (
	SELECT d.title_id, d.event_id, f.kind, coalesce(d.group_name, d.title) AS title, d.function,
		d.apart, row_number() OVER (
			PARTITION BY d.title_id
			ORDER BY f.id <> d.event_id, d.corrupted, d.function IS NULL,
				f.first_line - f.last_line, f.key
		) AS n
	FROM temp.todo_title AS t CROSS JOIN fault_derived AS d ON d.title_id = t.id
		JOIN fault_fact AS f ON f.id = d.fault_id
), total AS (
	SELECT title_id, count(DISTINCT event_id) AS faults FROM member GROUP BY title_id
)
UPDATE group_title SET kind = m.kind, title = m.title, function = m.function, apart = m.apart,
	faults = t.faults
FROM total AS t JOIN member AS m ON m.title_id = t.title_id AND m.n = 1
WHERE t.title_id = group_title.id;
