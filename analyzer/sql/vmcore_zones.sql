-- Memory zones of a dump, with their free blocks by order.
SELECT z.node, z.zone, z.free_pages AS free, z.min_pages AS min, z.low_pages AS low, z.high_pages AS high,
	z.present_pages AS present, z.managed_pages AS managed,
	(SELECT group_concat(q.n, ' ') FROM (SELECT b.free_blocks AS n FROM buddy_free AS b
		WHERE b.source_id = z.source_id AND b.node = z.node AND b.zone = z.zone ORDER BY b.page_order) AS q) AS free_blocks
FROM zone_state AS z ORDER BY z.row_no;
