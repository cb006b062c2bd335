-- Of each level those of the most faults.
SELECT level, text, faults FROM (
	SELECT level, text, faults, signature,
		row_number() OVER (PARTITION BY level ORDER BY faults DESC, signature) AS n
	FROM title_signature WHERE title_id = :title_id
)
WHERE n <= CASE level WHEN 'stack' THEN 4 ELSE 64 END
ORDER BY level DESC, n;
