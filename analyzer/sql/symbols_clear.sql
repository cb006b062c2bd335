DELETE FROM frame_symbol;
DELETE FROM symbol_cache;
-- Frames of dumps: back to what the dump itself tells, without the rows of inlined functions.
UPDATE task_frame SET row_no = -1 - n.to_row, depth = n.to_depth, file = NULL, line = NULL
FROM (SELECT source_id, row_no, row_no - sum(inlined IS 1) OVER (PARTITION BY source_id ORDER BY row_no) AS to_row,
             depth - sum(inlined IS 1) OVER (PARTITION BY source_id, stack ORDER BY row_no) AS to_depth
      FROM (SELECT source_id, row_no, depth, inlined,
                   sum(depth IS 0) OVER (PARTITION BY source_id ORDER BY row_no) AS stack FROM task_frame)) AS n
WHERE task_frame.source_id = n.source_id AND task_frame.row_no = n.row_no AND task_frame.inlined IS NOT 1;
DELETE FROM task_frame WHERE inlined = 1;
UPDATE task_frame SET row_no = -1 - row_no WHERE row_no < 0;
