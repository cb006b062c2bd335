-- The store: views of the memory of a dead kernel.  They come after those of views.sql; the same rules hold.

-- Who allocated the pages of a dump that are in use, one row for each function and module.
CREATE VIEW page_owner_function AS SELECT
	p.source_id AS source_id, -- source.id
	p.function AS function, -- innermost function that is not of the allocators; NULL: not known
	p.module AS module, -- of the function
	count(DISTINCT p.stack) AS stacks, -- different stacks that lead to it
	sum(p.blocks) AS blocks, -- blocks of pages
	sum(p.pages) AS pages, -- [pages] in all
	sum(p.pages) * d.page_size AS bytes, -- [bytes] in all
	100.0 * sum(p.pages) * d.page_size / coalesce((SELECT m.value * 1024 FROM mem_stat AS m
		WHERE m.source_id = p.source_id AND m.name = 'MemTotal' AND m.node IS NULL AND m.unit = 'kB' AND m.value > 0),
		d.memory_bytes) AS memory_percent, -- [%] of the memory that the kernel manages (MemTotal)
	max(p.oldest_s) AS oldest_s -- [s] how long ago the oldest block was allocated
FROM page_owner AS p JOIN dump AS d ON d.source_id = p.source_id
GROUP BY p.source_id, p.function, p.module;
