INSERT INTO zone_state (
	source_id, fault_id, row_no, node, zone, free_pages, boost_pages, min_pages, low_pages,
	high_pages, present_pages, managed_pages, lowmem_reserve, free_cma_pages, highatomic_pages
) VALUES (
	:source_id, :fault_id, :row_no, :node, :zone, :free_pages, :boost_pages, :min_pages,
	:low_pages, :high_pages, :present_pages, :managed_pages, :lowmem_reserve,
	:free_cma_pages, :highatomic_pages
);
