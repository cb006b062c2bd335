-- Frames of dump :source_id behind row :after that have no place in the source yet.
SELECT t.row_no AS row_no, t.function AS function, t.offset AS offset, t.size AS size, t.module AS module,
       t.address AS address, m.build_id AS build_id,
       -- where the row does not say: registers, and what an exception came into; all others are addresses that
       -- calls return to
       coalesce(t.exact, t.knowledge = 'registers' OR (t.depth > 0 AND t.context <> 'exception' AND EXISTS (
		SELECT 1 FROM task_frame AS i WHERE i.source_id = t.source_id AND i.row_no = t.row_no - 1
		AND i.depth = t.depth - 1 AND i.context = 'exception'))) AS is_exact
FROM task_frame AS t
LEFT JOIN (SELECT name, max(build_id) AS build_id FROM kernel_module WHERE source_id = :source_id GROUP BY name) AS m
	ON m.name = t.module
WHERE t.source_id = :source_id AND t.row_no > :after AND t.file IS NULL AND t.address IS NOT NULL
	AND t.context IS NOT 'user' AND t.inlined IS NOT 1
	-- with functions in front that are inlined into it, it has been done
	AND NOT EXISTS (SELECT 1 FROM task_frame AS i
		WHERE i.source_id = t.source_id AND i.row_no = t.row_no - 1 AND i.inlined = 1)
ORDER BY t.row_no LIMIT 10000;
