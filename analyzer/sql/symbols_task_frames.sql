SELECT t.row_no AS row_no, t.function AS function, t.offset AS offset, t.size AS size, t.module AS module,
       t.address AS address,
       -- registers, and what an exception came into; all others are addresses that calls return to
       t.knowledge = 'registers' OR (t.depth > 0 AND t.context <> 'exception' AND EXISTS (
		SELECT 1 FROM task_frame AS i WHERE i.source_id = t.source_id AND i.row_no = t.row_no - 1
		AND i.depth = t.depth - 1 AND i.context = 'exception')) AS is_exact
FROM task_frame AS t
WHERE t.source_id = :source_id AND t.row_no > :after AND t.file IS NULL AND t.address IS NOT NULL
	AND t.context <> 'user'
ORDER BY t.row_no LIMIT 10000;
