INSERT INTO page_owner (
	source_id, row_no, blocks, pages, page_order, gfp_mask, function, module, pid, comm, newest_s,
	oldest_s, stack
) VALUES (
	:source_id, :row_no, :blocks, :pages, :page_order, :gfp_mask, :function, :module, :pid, :comm,
	:newest_s, :oldest_s, :stack
);
