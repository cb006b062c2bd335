-- First to numbers that no row has.
UPDATE task_frame SET row_no = -1 - m.to_row, depth = m.to_depth
FROM temp.frame_move AS m WHERE task_frame.source_id = :source_id AND task_frame.row_no = m.row_no;
