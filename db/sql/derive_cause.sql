WITH n AS MATERIALIZED (
	SELECT f.id, (
		SELECT c.id FROM fault_fact AS c
		WHERE c.source_id = f.source_id AND c.first_byte = f.cause_byte AND c.id <> f.id
		ORDER BY c.key LIMIT 1
	) AS cause
	FROM temp.todo_fault AS t CROSS JOIN fault_fact AS f ON f.id = t.id
)
UPDATE fault_derived SET caused_by = n.cause FROM n
WHERE n.id = fault_derived.fault_id AND fault_derived.caused_by IS NOT n.cause;
