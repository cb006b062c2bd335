INSERT INTO buddy_free (
	source_id, fault_id, row_no, node, zone, migratetype, page_order, free_blocks, types
) VALUES (
	:source_id, :fault_id, :row_no, :node, :zone, :migratetype, :page_order, :free_blocks,
	:types
);
