-- The store: views of snapshots.  They come after those of views.sql; the same rules hold.

-- How free memory of a zone is cut up, by order: from /proc/buddyinfo and /proc/pagetypeinfo, and from
-- the zone lists of reports.  The indices are computed as unusable_free_index() and
-- __fragmentation_index() in mm/vmstat.c do; beside them is what debugfs printed, where the same bundle
-- has it (read some time before or after, so that small differences mean nothing).
CREATE VIEW fragmentation AS SELECT
	b.source_id AS source_id, -- source.id
	b.fault_id AS fault_id, -- fault.id of the report it was printed in; NULL: of a snapshot
	b.node AS node, -- NUMA node
	b.zone AS zone, -- zone
	b.page_order AS page_order, -- blocks of 2^page_order pages
	b.free_blocks AS free_blocks, -- free blocks of that order
	b.zone_pages AS free_pages, -- [pages] free in the zone, whatever the order
	b.fit_pages AS usable_pages, -- [pages] of them in blocks of that order or larger
	CASE WHEN b.zone_pages = 0 THEN 1.0
		ELSE (b.zone_pages - b.fit_pages) * 1000 / b.zone_pages / 1000.0 END AS unusable_index, -- part of the free memory that is of no use for that order: 0 none, 1 all
	CASE WHEN b.zone_blocks = 0 THEN 0.0
		WHEN b.fit_pages > 0 THEN -1.0
		ELSE (1000 - (1000 + b.zone_pages * 1000 / (1 << b.page_order)) / b.zone_blocks) / 1000.0 END AS extfrag_index, -- why an allocation of that order fails: towards 0 for lack of memory, towards 1 for fragmentation; -1: it succeeds
	CASE WHEN b.fault_id IS NULL THEN (SELECT m.value FROM source AS s JOIN mem_stat AS m ON m.source_id = s.id
		WHERE s.bundle_id = o.bundle_id AND s.kind = 'unusable_index' AND m.node = b.node
			AND m.name = 'unusable_index/' || b.zone || '/' || b.page_order LIMIT 1) END AS kernel_unusable_index, -- as debugfs printed it
	CASE WHEN b.fault_id IS NULL THEN (SELECT m.value FROM source AS s JOIN mem_stat AS m ON m.source_id = s.id
		WHERE s.bundle_id = o.bundle_id AND s.kind = 'extfrag_index' AND m.node = b.node
			AND m.name = 'extfrag_index/' || b.zone || '/' || b.page_order LIMIT 1) END AS kernel_extfrag_index -- as debugfs printed it
FROM (SELECT q.*,
		sum(q.pages) OVER z AS zone_pages,
		sum(q.free_blocks) OVER z AS zone_blocks,
		sum(q.pages) OVER (PARTITION BY q.source_id, q.fault_id, q.node, q.zone ORDER BY q.page_order DESC) AS fit_pages
	FROM (SELECT r.source_id, r.fault_id, r.node, r.zone, r.page_order,
			CAST(min(total(r.free_blocks), 1e9) AS INTEGER) AS free_blocks,
			CAST(min(total(r.free_blocks), 1e9) AS INTEGER) << r.page_order AS pages
		FROM buddy_free AS r WHERE r.page_order BETWEEN 0 AND 20
		GROUP BY r.source_id, r.fault_id, r.node, r.zone, r.page_order) AS q
	WINDOW z AS (PARTITION BY q.source_id, q.fault_id, q.node, q.zone)) AS b
JOIN source AS o ON o.id = b.source_id;

-- What slab caches hold and what they keep: memory of objects in use, and of the pages taken for them.
-- The size of a page is the smallest of 4, 16 and 64 KiB that the objects of all caches of the source fit
-- into; where the source does not say how many pages there are, only objects count.
CREATE VIEW slab_usage AS SELECT
	c.source_id AS source_id, -- source.id
	c.name AS name, -- name of the cache
	c.active_objs AS active_objs, -- objects in use
	c.num_objs AS num_objs, -- objects in all
	c.objsize AS objsize, -- [bytes] size of an object
	c.active_objs * c.objsize AS used_bytes, -- [bytes] of objects in use
	c.pages_bytes AS allocated_bytes, -- [bytes] of the pages taken
	(c.num_objs - c.active_objs) * c.objsize AS free_bytes, -- [bytes] of objects that are free: internal fragmentation that shrinking may give back
	c.pages_bytes - c.num_objs * c.objsize AS slack_bytes, -- [bytes] of pages that no object fits into
	c.pages_bytes - c.active_objs * c.objsize AS waste_bytes, -- [bytes] taken and not used: free_bytes and slack_bytes
	round(100.0 * c.active_objs * c.objsize / nullif(c.pages_bytes, 0), 1) AS used_percent, -- [%] used_bytes of allocated_bytes
	c.page_bytes AS page_bytes -- [bytes] size of a page, as assumed
FROM (SELECT p.*,
		coalesce(p.num_slabs * p.pagesperslab * p.page_bytes, p.num_objs * p.objsize) AS pages_bytes
	FROM (SELECT q.*,
			CASE WHEN max(q.objperslab * q.objsize * 1.0 / nullif(q.pagesperslab, 0)) OVER s > 16384 THEN 65536
				WHEN max(q.objperslab * q.objsize * 1.0 / nullif(q.pagesperslab, 0)) OVER s > 4096 THEN 16384
				ELSE 4096 END AS page_bytes
		FROM slab_cache AS q WINDOW s AS (PARTITION BY q.source_id)) AS p) AS c;

-- Memory of a machine that /proc/meminfo does not explain: drivers, firmware, zram, page pools, leaks of
-- pages.  Some hundred MiB are usual; much more, or growth, is worth a look.
CREATE VIEW mem_unaccounted AS SELECT
	q.source_id AS source_id, -- source.id
	q.total_kb AS total_kb, -- [KiB] MemTotal
	q.free_kb AS free_kb, -- [KiB] MemFree
	q.lru_kb AS lru_kb, -- [KiB] Active, Inactive and Unevictable: processes, page cache, shared memory
	q.slab_kb AS slab_kb, -- [KiB] Slab, and what KReclaimable has more than SReclaimable
	q.pagetables_kb AS pagetables_kb, -- [KiB] PageTables and SecPageTables
	q.vmalloc_kb AS vmalloc_kb, -- [KiB] VmallocUsed and KernelStack, the larger one: stacks are in vmalloc on most machines; KernelStack alone before Linux 5.0, whose VmallocUsed is no memory
	q.percpu_kb AS percpu_kb, -- [KiB] Percpu
	q.hugepages_kb AS hugepages_kb, -- [KiB] Hugetlb, or HugePages_Total of Hugepagesize
	q.other_kb AS other_kb, -- [KiB] Zswap, Bounce, WritebackTmp, HardwareCorrupted, GPUActive and GPUReclaim
	q.free_kb + q.lru_kb + q.slab_kb + q.pagetables_kb + q.vmalloc_kb + q.percpu_kb + q.hugepages_kb + q.other_kb AS explained_kb, -- [KiB] all of these
	q.total_kb - (q.free_kb + q.lru_kb + q.slab_kb + q.pagetables_kb + q.vmalloc_kb + q.percpu_kb + q.hugepages_kb + q.other_kb) AS unaccounted_kb, -- [KiB] total_kb without explained_kb; a little below 0 when numbers changed while they were read
	round(100.0 * (q.total_kb - (q.free_kb + q.lru_kb + q.slab_kb + q.pagetables_kb + q.vmalloc_kb + q.percpu_kb + q.hugepages_kb + q.other_kb)) / nullif(q.total_kb, 0), 1) AS unaccounted_percent -- [%] of total_kb
FROM (SELECT
		p.source_id,
		p.total_kb,
		p.free_kb,
		p.active_kb + p.inactive_kb + coalesce(p.unevictable_kb, 0) AS lru_kb,
		coalesce(p.slab_kb, 0) + coalesce(max(p.kreclaimable_kb - p.sreclaimable_kb, 0), 0) AS slab_kb,
		coalesce(p.pagetables_kb, 0) + coalesce(p.secpagetables_kb, 0) AS pagetables_kb,
		max(coalesce(p.stack_kb, 0), CASE WHEN p.percpu_kb IS NULL THEN 0 ELSE coalesce(p.vmalloc_kb, 0) END) AS vmalloc_kb,
		coalesce(p.percpu_kb, 0) AS percpu_kb,
		coalesce(p.hugetlb_kb, p.hugepages * p.hugepage_kb, 0) AS hugepages_kb,
		p.other_kb
	FROM (SELECT
			m.source_id,
			max(CASE m.name WHEN 'MemTotal' THEN m.value END) AS total_kb,
			max(CASE m.name WHEN 'MemFree' THEN m.value END) AS free_kb,
			max(CASE m.name WHEN 'Active' THEN m.value END) AS active_kb,
			max(CASE m.name WHEN 'Inactive' THEN m.value END) AS inactive_kb,
			max(CASE m.name WHEN 'Unevictable' THEN m.value END) AS unevictable_kb,
			max(CASE m.name WHEN 'Slab' THEN m.value END) AS slab_kb,
			max(CASE m.name WHEN 'KReclaimable' THEN m.value END) AS kreclaimable_kb,
			max(CASE m.name WHEN 'SReclaimable' THEN m.value END) AS sreclaimable_kb,
			max(CASE m.name WHEN 'PageTables' THEN m.value END) AS pagetables_kb,
			max(CASE m.name WHEN 'SecPageTables' THEN m.value END) AS secpagetables_kb,
			max(CASE m.name WHEN 'KernelStack' THEN m.value END) AS stack_kb,
			max(CASE m.name WHEN 'VmallocUsed' THEN m.value END) AS vmalloc_kb,
			max(CASE m.name WHEN 'Percpu' THEN m.value END) AS percpu_kb,
			max(CASE m.name WHEN 'Hugetlb' THEN m.value END) AS hugetlb_kb,
			max(CASE m.name WHEN 'HugePages_Total' THEN m.value END) AS hugepages,
			max(CASE m.name WHEN 'Hugepagesize' THEN m.value END) AS hugepage_kb,
			total(CASE WHEN m.name IN ('Zswap', 'Bounce', 'WritebackTmp', 'HardwareCorrupted', 'GPUActive', 'GPUReclaim') THEN m.value END) AS other_kb
		FROM source AS s JOIN mem_stat AS m ON m.source_id = s.id
		WHERE s.kind = 'meminfo' AND m.node IS NULL AND m.fault_id IS NULL
		GROUP BY m.source_id) AS p
	WHERE p.total_kb IS NOT NULL AND p.free_kb IS NOT NULL AND p.active_kb IS NOT NULL AND p.inactive_kb IS NOT NULL) AS q;
