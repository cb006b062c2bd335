-- The sighting that tells most stands for the event.
WITH best AS (
	SELECT s.id, first_value(s.id) OVER (
		PARTITION BY s.event
		ORDER BY d.corrupted, f.wall_us IS NULL, f.first_line - f.last_line, s.key
	) AS event_id
	FROM temp.sighting AS s CROSS JOIN fault_fact AS f ON f.id = s.id
		JOIN fault_derived AS d ON d.fault_id = s.id
)
UPDATE fault_derived SET event_id = best.event_id FROM best
WHERE best.id = fault_derived.fault_id AND fault_derived.event_id IS NOT best.event_id;
