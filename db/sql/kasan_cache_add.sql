INSERT INTO kasan_cache (
	source_id, row_no, name, slabs, allocated, quarantined, free, unused, unknown
) VALUES (
	:source_id, :row_no, :name, :slabs, :allocated, :quarantined, :free, :unused, :unknown
);
