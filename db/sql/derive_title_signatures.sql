-- Of the signatures of faults those that groups are made of, counted anew for stale titles.
INSERT INTO title_signature (title_id, level, signature, text, faults)
SELECT d.title_id, s.level, s.signature, s.text, count(*) AS faults
FROM temp.todo_title AS t CROSS JOIN group_title AS g ON g.id = t.id AND g.stale = 1
	CROSS JOIN fault_derived AS d ON d.title_id = t.id
	CROSS JOIN fault_signature AS s ON s.fault_id = d.fault_id
WHERE d.event_id = d.fault_id AND s.level IN ('stack', 'content', 'path', 'evidence')
GROUP BY d.title_id, s.level, s.signature;
