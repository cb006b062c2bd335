-- The stack to blame, from the function to blame outwards.
WITH blamed (stack_no, depth) AS MATERIALIZED (
	SELECT fr.stack_no, min(fr.depth)
	FROM frame AS fr JOIN fault AS f ON f.id = fr.fault_id
	WHERE fr.fault_id = :fault_id AND (fr.function = f.function
	      OR substr(fr.function, 1, length(f.function) + 1) = f.function || '.')
	GROUP BY fr.stack_no
), pick (stack_no, role, depth) AS MATERIALIZED (
	SELECT s.stack_no, s.role, coalesce(b.depth, 0)
	FROM stack AS s LEFT JOIN blamed AS b USING (stack_no)
	WHERE s.fault_id = :fault_id
	ORDER BY b.depth IS NULL, s.role <> 'fault', s.stack_no
	LIMIT 1
), sure (any) AS MATERIALIZED (
	SELECT EXISTS (SELECT 1 FROM frame AS fr JOIN pick USING (stack_no)
	               WHERE fr.fault_id = :fault_id AND fr.reliable AND fr.depth >= pick.depth)
)
SELECT pick.role AS role, fr.depth AS depth, fr.function AS function, fr.offset AS offset,
       fr.size AS size, fr.module AS module, fr.address AS address, fr.reliable AS reliable,
       fr.file AS file, fr.line AS line, count(*) OVER () - :max_frames AS more
FROM frame AS fr JOIN pick USING (stack_no), sure
WHERE fr.fault_id = :fault_id AND fr.depth >= pick.depth AND (fr.reliable OR NOT sure.any)
ORDER BY fr.depth
LIMIT :max_frames;
