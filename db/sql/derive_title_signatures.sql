-- Of the signatures of its faults those that groups are made of: a few stacks, and all evidence but the
-- rarest of a title with very many.
INSERT INTO title_signature (title_id, level, signature, text, faults)
SELECT title_id, level, signature, text, faults
FROM (
	SELECT d.title_id, s.level, s.signature, min(s.text) AS text, count(*) AS faults,
		row_number() OVER (
			PARTITION BY d.title_id, s.level
			ORDER BY min(d.corrupted), count(*) DESC, s.signature
		) AS place
	FROM temp.todo_title AS t CROSS JOIN fault_derived AS d ON d.title_id = t.id
		JOIN fault_signature AS s ON s.fault_id = d.fault_id
	WHERE d.event_id = d.fault_id AND s.level IN ('stack', 'content', 'path', 'evidence')
	GROUP BY d.title_id, s.level, s.signature
)
WHERE place <= CASE level WHEN 'stack' THEN 4 ELSE 64 END;
