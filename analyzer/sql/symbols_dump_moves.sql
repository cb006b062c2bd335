-- Each row goes behind all functions inlined up to it, its depth behind those of its own stack, which begins
-- with depth 0.
INSERT INTO temp.frame_move (row_no, to_row, to_depth)
SELECT row_no, row_no + before_row, depth + before_depth FROM (
	SELECT row_no, depth, sum(inlined) OVER (ORDER BY row_no) AS before_row,
	       sum(inlined) OVER (PARTITION BY stack ORDER BY row_no) AS before_depth
	FROM (SELECT t.row_no AS row_no, t.depth AS depth, coalesce(f.inlined, 0) AS inlined,
	             sum(t.depth IS 0) OVER (ORDER BY t.row_no) AS stack
	      FROM task_frame AS t LEFT JOIN temp.frame_found AS f ON f.row_no = t.row_no
	      WHERE t.source_id = :source_id))
WHERE before_row > 0;
