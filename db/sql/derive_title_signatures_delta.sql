-- The same for the others: what they won and lost.
INSERT INTO title_signature (title_id, level, signature, text, faults)
SELECT x.title_id, s.level, s.signature, s.text, sum(x.n) AS faults
FROM (
	SELECT title_id, fault_id, sum(n) AS n FROM temp.title_delta
	GROUP BY title_id, fault_id HAVING sum(n) <> 0
) AS x CROSS JOIN group_title AS g ON g.id = x.title_id AND g.stale = 0
	CROSS JOIN fault_signature AS s ON s.fault_id = x.fault_id
WHERE s.level IN ('stack', 'content', 'path', 'evidence')
GROUP BY x.title_id, s.level, s.signature
ON CONFLICT (title_id, level, signature) DO UPDATE SET faults = faults + excluded.faults;
