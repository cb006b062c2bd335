-- The store: views of memory faults.  They come after those of views.sql; the same rules hold.
--
-- What the kernel decides is replayed from what it printed: __zone_watermark_ok() and
-- constrained_alloc() in mm/page_alloc.c and mm/oom_kill.c, oom_badness() in mm/oom_kill.c.

-- Internal: what an OOM event or a failed allocation asked for.  The lowest four bits of a gfp mask
-- (__GFP_DMA, HIGHMEM, DMA32, MOVABLE) and 0x20 (__GFP_HIGH) mean the same in all kernels since 2.6.30;
-- the meaning of the others changed, so that their names are only known where they were printed.
CREATE VIEW memory_request AS SELECT
	f.id AS fault_id, -- fault.id
	coalesce(o.page_order, p.page_order) AS page_order, -- 2^page_order pages; -1: SysRq
	coalesce(o.gfp_mask, p.gfp_mask) AS gfp_mask, -- as printed
	coalesce(o.gfp_flags, p.gfp_flags) AS gfp_flags, -- as printed
	coalesce(o.nodemask, p.nodemask) AS nodemask, -- as printed
	coalesce(o.mems_allowed, p.mems_allowed) AS mems_allowed, -- as printed
	instr('123456789abcdef', lower(substr(coalesce(o.gfp_mask, p.gfp_mask), -1))) AS zone_bits, -- lowest four bits of the mask
	instr('23', substr(coalesce(o.gfp_mask, p.gfp_mask), -2, 1)) > 0
		OR instr('67abef', lower(substr(coalesce(o.gfp_mask, p.gfp_mask), -2, 1))) > 0 AS is_high, -- 1: __GFP_HIGH
	CASE WHEN coalesce(o.gfp_flags, p.gfp_flags) IS NOT NULL
		THEN instr(coalesce(o.gfp_flags, p.gfp_flags), 'GFP_ATOMIC') > 0
			AND instr(coalesce(o.gfp_flags, p.gfp_flags), '__GFP_NOMEMALLOC') = 0
		ELSE substr(coalesce(o.gfp_mask, p.gfp_mask), -2, 1) = '2' END AS is_atomic, -- 1: GFP_ATOMIC: must not wait, may use reserves
	coalesce(instr(coalesce(o.gfp_flags, p.gfp_flags), '__GFP_MEMALLOC') > 0, 0) AS no_watermarks -- 1: __GFP_MEMALLOC: watermarks do not count
FROM fault_fact AS f
LEFT JOIN oom AS o ON o.fault_id = f.id
LEFT JOIN page_alloc_failure AS p ON p.fault_id = f.id
WHERE f.kind IN ('oom', 'page_alloc_failure');

-- Internal: zones of a report, and which of them may serve the request.
CREATE VIEW memory_zone AS SELECT
	z.fault_id AS fault_id, -- fault.id
	z.row_no AS row_no, -- zone_state.row_no
	z.node AS node, -- NUMA node
	z.zone AS zone, -- zone
	z.free_pages AS free_pages, -- [pages] free
	z.boost_pages AS boost_pages, -- [pages] watermark boost, part of min, low and high
	z.min_pages AS min_pages, -- [pages] watermark min
	z.low_pages AS low_pages, -- [pages] watermark low
	z.high_pages AS high_pages, -- [pages] watermark high
	coalesce(z.managed_pages, z.present_pages) AS managed_pages, -- [pages] of the zone
	coalesce(z.free_cma_pages, 0) AS free_cma_pages, -- [pages] of CMA
	coalesce(z.highatomic_pages, 0) AS highatomic_pages, -- [pages] reserved
	CASE WHEN z.lowmem_reserve NOT GLOB '*[^0-9 ]*'
		THEN z.lowmem_reserve END AS reserve, -- lowmem_reserve
	max(coalesce(r.page_order, 0), 0) AS page_order, -- of the request
	coalesce(r.page_order < 0, 0) AS manual, -- 1: SysRq
	r.zone_bits & 8 AS movable, -- 8: movable
	r.is_high AS is_high, -- __GFP_HIGH
	r.is_atomic AS is_atomic, -- GFP_ATOMIC
	r.no_watermarks AS no_watermarks, -- __GFP_MEMALLOC
	CASE z.zone WHEN 'DMA' THEN 0 WHEN 'DMA32' THEN 1 WHEN 'Normal' THEN 2 WHEN 'HighMem' THEN 3
		WHEN 'Movable' THEN 4 ELSE 5 END AS place, -- of the zone among the zones
	CASE WHEN r.zone_bits & 2 AND r.zone_bits & 8 THEN 4 WHEN r.zone_bits & 2 THEN 3
		WHEN r.zone_bits & 4 THEN 1 WHEN r.zone_bits & 1 THEN 0 WHEN r.zone_bits IS NOT NULL THEN 2 END AS highest, -- place of the highest zone that may serve it
	CASE WHEN coalesce(r.nodemask, '') = '' OR r.nodemask GLOB '*[^0-9,-]*' THEN 1
		ELSE EXISTS (WITH RECURSIVE part (item, rest) AS (
			SELECT '', r.nodemask || ','
			UNION ALL SELECT substr(rest, 1, instr(rest, ',') - 1), substr(rest, instr(rest, ',') + 1)
			FROM part WHERE rest <> ''
		) SELECT 1 FROM part WHERE item <> '' AND z.node BETWEEN CAST(item AS INTEGER)
			AND CAST(substr(item, instr(item, '-') + 1) AS INTEGER)) END AS in_nodemask, -- 1: the request allows the node
	CASE WHEN r.is_atomic OR coalesce(r.mems_allowed, '') = '' OR r.mems_allowed GLOB '*[^0-9,-]*' THEN 1
		ELSE EXISTS (WITH RECURSIVE part (item, rest) AS (
			SELECT '', r.mems_allowed || ','
			UNION ALL SELECT substr(rest, 1, instr(rest, ',') - 1), substr(rest, instr(rest, ',') + 1)
			FROM part WHERE rest <> ''
		) SELECT 1 FROM part WHERE item <> '' AND z.node BETWEEN CAST(item AS INTEGER)
			AND CAST(substr(item, instr(item, '-') + 1) AS INTEGER)) END AS in_cpuset -- 1: the task's cpuset allows the node
FROM zone_state AS z JOIN memory_request AS r ON r.fault_id = z.fault_id
WHERE z.fault_id IS NOT NULL;

-- Zones of an OOM event or failed allocation, each asked again what the kernel asked it: is there
-- enough above the min watermark for this request, and a free block of its size?  The numbers were
-- printed a moment after the kernel had decided, so that a zone may show more than it had.
CREATE VIEW zone_replay AS SELECT
	q.fault_id AS fault_id, -- fault.id
	q.node AS node, -- NUMA node
	q.zone AS zone, -- zone
	q.page_order AS page_order, -- 2^page_order pages were asked for
	CASE WHEN q.place > q.highest THEN 0 WHEN q.in_nodemask AND q.in_cpuset THEN 1 ELSE 0 END AS allowed, -- 1: the request may be served from this zone
	CASE WHEN q.highest IS NULL OR q.free_pages IS NULL OR q.min_pages IS NULL OR q.manual THEN 'unknown'
		WHEN q.place > q.highest THEN 'not for this request'
		WHEN NOT q.in_nodemask THEN 'node not in the nodemask'
		WHEN NOT q.in_cpuset THEN 'node not in the cpuset'
		WHEN q.free_pages - q.unusable_pages <= q.required_pages THEN 'below watermark'
		WHEN q.page_order > 0 AND q.lists > 0 AND q.fitting_blocks = 0 THEN 'no block of that order'
		ELSE 'enough' END AS state, -- below watermark, no block of that order, enough; not for this request, node not in the nodemask, node not in the cpuset; unknown
	q.free_pages AS free_pages, -- [pages] free
	q.unusable_pages AS unusable_pages, -- [pages] of them not for this request: CMA, reserves for atomic requests, all but one page of the block itself
	q.required_pages AS required_pages, -- [pages] more than this must be free: min watermark, lowered for GFP_ATOMIC and __GFP_HIGH, and reserve_pages
	q.min_pages AS min_pages, -- [pages] watermark min, with boost
	q.low_pages AS low_pages, -- [pages] watermark low, with boost
	q.high_pages AS high_pages, -- [pages] watermark high, with boost
	q.boost_pages AS boost_pages, -- [pages] watermark boost
	q.reserve_pages AS reserve_pages, -- [pages] lowmem_reserve against the highest zone that the request may use
	q.managed_pages AS managed_pages, -- [pages] managed by the buddy allocator; present where that is not printed
	CASE WHEN q.lists > 0 THEN q.fitting_blocks END AS fitting_blocks, -- free blocks that are large enough, of migrate types that the request may use
	q.largest_order AS largest_order, -- order of the largest free block; NULL: no free list, or an empty one
	CASE WHEN q.listed_pages > 0 THEN 1.0 * (q.listed_pages - q.fitting_pages) / q.listed_pages END AS unusable_index, -- share of the free memory that lies in blocks too small for the request, 0 to 1 (debugfs unusable_index)
	CASE WHEN q.blocks = 0 THEN 0.0 WHEN q.fitting_pages > 0 THEN -1.0
		WHEN q.blocks > 0 THEN 1.0 - (1000 + q.listed_pages * 1000 / (1 << min(q.page_order, 30))) / q.blocks / 1000.0 END AS fragmentation_index -- -1: a block is free; towards 0: it fails for lack of memory, towards 1: for fragmentation (debugfs extfrag_index)
FROM (SELECT
	m.*,
	(1 << min(m.page_order, 30)) - 1 + CASE WHEN m.movable THEN 0 ELSE m.free_cma_pages END
		+ CASE WHEN m.is_high THEN 0 ELSE m.highatomic_pages END AS unusable_pages,
	CASE WHEN m.no_watermarks THEN 0
		WHEN m.is_atomic THEN m.mark - m.mark / 2 - (m.mark - m.mark / 2) / 4 + m.reserve_pages
		WHEN m.is_high THEN m.mark - m.mark / 2 + m.reserve_pages
		ELSE m.mark + m.reserve_pages END AS required_pages
	FROM (SELECT
		z.*,
		z.min_pages - CASE WHEN z.is_high AND z.page_order = 0 THEN coalesce(z.boost_pages, 0) ELSE 0 END AS mark,
		-- lowmem_reserve grows with every populated zone, up to the highest that may be used
		CASE WHEN z.above = 0 OR z.reserve IS NULL THEN 0 ELSE (
			WITH RECURSIVE part (item, rest) AS (
				SELECT NULL, trim(z.reserve) || ' '
				UNION ALL SELECT CAST(substr(rest, 1, instr(rest, ' ') - 1) AS INTEGER),
					ltrim(substr(rest, instr(rest, ' ') + 1))
				FROM part WHERE rest <> ''
			), step (value) AS (SELECT DISTINCT item FROM part WHERE item > 0)
			SELECT coalesce(min(CASE WHEN (SELECT count(*) FROM step AS w WHERE w.value <= v.value) = z.above
				THEN v.value END), max(v.value), 0) FROM step AS v) END AS reserve_pages,
		(SELECT count(*) FROM buddy_free AS l WHERE l.fault_id = z.fault_id AND l.node IS z.node AND l.zone = z.zone) AS lists,
		(SELECT CAST(total(l.free_blocks) AS INTEGER) FROM buddy_free AS l
			WHERE l.fault_id = z.fault_id AND l.node IS z.node AND l.zone = z.zone) AS blocks,
		(SELECT CAST(total(l.free_blocks << min(max(l.page_order, 0), 30)) AS INTEGER) FROM buddy_free AS l
			WHERE l.fault_id = z.fault_id AND l.node IS z.node AND l.zone = z.zone) AS listed_pages,
		(SELECT CAST(total(l.free_blocks) AS INTEGER) FROM buddy_free AS l
			WHERE l.fault_id = z.fault_id AND l.node IS z.node AND l.zone = z.zone AND l.page_order >= z.page_order
			AND (l.types IS NULL OR l.types GLOB '*[UME]*' OR z.movable AND l.types GLOB '*C*'
				OR z.is_atomic AND l.types GLOB '*H*')) AS fitting_blocks,
		(SELECT CAST(total(l.free_blocks << min(max(l.page_order, 0), 30)) AS INTEGER) FROM buddy_free AS l
			WHERE l.fault_id = z.fault_id AND l.node IS z.node AND l.zone = z.zone AND l.page_order >= z.page_order) AS fitting_pages,
		(SELECT max(l.page_order) FROM buddy_free AS l
			WHERE l.fault_id = z.fault_id AND l.node IS z.node AND l.zone = z.zone AND l.free_blocks > 0) AS largest_order
		FROM (SELECT y.*,
			(SELECT count(*) FROM memory_zone AS a WHERE a.fault_id = y.fault_id AND a.node IS y.node
				AND a.place > y.place AND a.place <= y.highest AND a.managed_pages > 0) AS above
			FROM memory_zone AS y) AS z
	) AS m
) AS q;

-- Internal: kind of an OOM event, and the memory that its badness and shares are counted in.
CREATE VIEW oom_base AS SELECT
	o.fault_id AS fault_id, -- fault.id
	CASE WHEN o.page_order = -1 THEN 'manual'
		WHEN o.constraint_kind = 'CONSTRAINT_MEMCG' OR o.oom_memcg IS NOT NULL OR o.memcg_limit_kb IS NOT NULL
			OR f.message LIKE 'Memory cgroup out of memory%' THEN 'memcg'
		WHEN o.constraint_kind = 'CONSTRAINT_CPUSET' THEN 'cpuset'
		WHEN o.constraint_kind = 'CONSTRAINT_MEMORY_POLICY' THEN 'mempolicy'
		WHEN f.message LIKE '%owmemorykiller:%' OR f.message LIKE '%Killed % due to memory %'
			OR f.message LIKE '%sending SIG% to process %' THEN 'daemon'
		WHEN o.constraint_kind = 'CONSTRAINT_NONE' OR o.pages_ram IS NOT NULL OR o.trigger_comm IS NOT NULL
			OR f.message LIKE '%ut of memory%' THEN 'global' END AS kind, -- see oom_summary
	coalesce(o.page_kb, 4) AS page_kb, -- [KiB] size of a page
	(o.pages_ram - coalesce(o.pages_reserved, 0)) * coalesce(o.page_kb, 4) AS ram_kb, -- [KiB] RAM that can be allocated
	CASE WHEN o.constraint_kind = 'CONSTRAINT_MEMCG' OR o.memcg_limit_kb IS NOT NULL
		THEN o.memcg_limit_kb / coalesce(o.page_kb, 4) + coalesce(max(0, CASE
			WHEN o.total_swap_kb IS NOT NULL THEN min(o.swap_limit_kb, o.total_swap_kb)
			WHEN o.swap_usage_kb >= o.memcg_usage_kb AND o.memcg_usage_kb > 0 THEN o.swap_usage_kb - o.memcg_usage_kb
			ELSE min(o.swap_limit_kb, o.swap_usage_kb) END), 0) / coalesce(o.page_kb, 4)
		WHEN o.constraint_kind IN ('CONSTRAINT_CPUSET', 'CONSTRAINT_MEMORY_POLICY')
		THEN coalesce(o.total_swap_kb, 0) / coalesce(o.page_kb, 4) + (SELECT sum(z.managed_pages) FROM memory_zone AS z
			WHERE z.fault_id = o.fault_id AND z.in_nodemask AND z.in_cpuset)
		ELSE (o.pages_ram - coalesce(o.pages_reserved, 0)) + coalesce(o.total_swap_kb, 0) / coalesce(o.page_kb, 4) END AS badness_pages -- [pages] totalpages of oom_badness()
FROM oom AS o JOIN fault_fact AS f ON f.id = o.fault_id;

-- Internal: badness of the tasks of an OOM event, without their order.
CREATE VIEW oom_badness AS SELECT
	t.fault_id AS fault_id, -- fault.id
	t.position AS position, -- oom_task.position
	t.pid AS pid, -- process id
	t.tgid AS tgid, -- thread group id
	t.uid AS uid, -- user id
	t.comm AS comm, -- name
	t.rss_pages AS rss_pages, -- [pages] resident
	t.swapents AS swapents, -- [pages] swapped out
	coalesce(t.pgtables_bytes / 1024 / b.page_kb, t.nr_ptes + coalesce(t.nr_pmds, 0) + coalesce(t.nr_puds, 0)) AS pgtables_pages, -- [pages] page tables
	t.oom_score_adj AS oom_score_adj, -- adjustment
	t.pid = 1 OR t.oom_score_adj = -1000 OR t.cpu IS NOT NULL AND t.oom_score_adj = -17 AS unkillable, -- 1: never chosen
	t.swapents IS NOT NULL AS exact, -- 1: all that badness is made of was printed
	CASE WHEN t.rss_pages IS NULL OR t.pid = 1 OR t.oom_score_adj = -1000
			OR t.cpu IS NOT NULL AND t.oom_score_adj = -17 THEN NULL
		WHEN coalesce(t.oom_score_adj, 0) <> 0 AND b.badness_pages IS NULL THEN NULL
		ELSE (t.rss_pages + coalesce(t.swapents, 0)
			+ coalesce(t.pgtables_bytes / 1024 / b.page_kb, t.nr_ptes + coalesce(t.nr_pmds, 0) + coalesce(t.nr_puds, 0), 0))
			* CASE WHEN t.nr_ptes IS NOT NULL AND t.uid = 0 THEN 97 ELSE 100 END / 100
			+ CASE WHEN coalesce(t.oom_score_adj, 0) = 0 THEN 0
				WHEN t.cpu IS NOT NULL AND abs(t.oom_score_adj) < 17 THEN 0
				ELSE t.oom_score_adj * (b.badness_pages / 1000) END END AS badness, -- [pages] see oom_candidate
	b.badness_pages AS badness_pages, -- [pages] that oom_score_adj is a thousandth of
	(SELECT min(k.position) FROM oom_kill AS k WHERE k.fault_id = t.fault_id AND k.pid = t.pid) AS victim, -- oom_kill.position
	(SELECT max(k.score) FROM oom_kill AS k WHERE k.fault_id = t.fault_id AND k.pid = t.pid) AS printed_score -- badness that the kernel printed
FROM oom_task AS t JOIN oom_base AS b ON b.fault_id = t.fault_id;

-- Tasks of an OOM event in the order in which the kernel would kill them: badness made again from the
-- task table, as oom_badness() makes it: resident and swapped pages and page tables, plus
-- oom_score_adj thousandths of the memory.  Linux 3.7 to 4.16 forgave root 3 percent (tables with
-- nr_ptes; root stands for CAP_SYS_ADMIN).  Tables of older kernels lack what is needed: badness is
-- then the resident memory and exact is 0.
CREATE VIEW oom_candidate AS SELECT
	c.fault_id AS fault_id, -- fault.id
	c.position AS position, -- oom_task.position
	c.pid AS pid, -- process id
	c.uid AS uid, -- user id
	c.comm AS comm, -- name
	c.rss_pages AS rss_pages, -- [pages] resident memory; shared pages count in each process that has them
	c.swapents AS swapents, -- [pages] swapped out
	c.pgtables_pages AS pgtables_pages, -- [pages] page tables
	c.oom_score_adj AS oom_score_adj, -- adjustment: thousandths of the memory
	c.badness AS badness, -- [pages] made again; NULL: unkillable, or not known
	CASE WHEN c.badness_pages > 0 THEN max(c.badness, 1) * 1000 / c.badness_pages END AS score, -- badness in thousandths of the memory, as kernels up to 4.18 printed it
	c.printed_score AS printed_score, -- score of the victim that the kernel printed
	CASE WHEN c.badness IS NOT NULL THEN rank() OVER (PARTITION BY c.fault_id ORDER BY c.badness DESC NULLS LAST) END AS place, -- 1: to be killed first; equal badness has equal places
	coalesce(c.unkillable, 0) AS unkillable, -- 1: protected by oom_score_adj -1000 (oom_adj -17), or the init process
	c.exact AS exact, -- 1: all that badness is made of was printed
	c.victim IS NOT NULL AS killed -- 1: the kernel killed it
FROM oom_badness AS c;

-- Memory of the tasks of an OOM event by name.
CREATE VIEW oom_by_comm AS SELECT
	t.fault_id AS fault_id, -- fault.id
	t.comm AS comm, -- name of the tasks
	count(*) AS tasks, -- how many of them
	sum(t.rss_pages) * b.page_kb AS rss_kb, -- [KiB] their resident memory; pages that several of them share count once in each
	sum(coalesce(t.rss_anon_pages, 0)) * b.page_kb AS rss_anon_kb, -- [KiB] anonymous memory of it; 0 where not printed (before 6.9)
	sum(coalesce(t.swapents, 0)) * b.page_kb AS swap_kb, -- [KiB] swapped out
	sum(coalesce(t.pgtables_bytes / 1024, (t.nr_ptes + coalesce(t.nr_pmds, 0) + coalesce(t.nr_puds, 0)) * b.page_kb, 0)) AS pgtables_kb, -- [KiB] page tables
	max(t.rss_pages) * b.page_kb AS largest_kb, -- [KiB] resident memory of the largest one
	round(100.0 * sum(t.rss_pages) * b.page_kb / (SELECT m.total_kb FROM oom_memory AS m WHERE m.fault_id = t.fault_id), 1) AS percent -- [%] rss_kb of the memory (oom_memory.total_kb)
FROM oom_task AS t JOIN oom_base AS b ON b.fault_id = t.fault_id
GROUP BY t.fault_id, t.comm;

-- Memory of the tasks of an OOM event by user.
CREATE VIEW oom_by_uid AS SELECT
	t.fault_id AS fault_id, -- fault.id
	t.uid AS uid, -- user id
	count(*) AS tasks, -- how many tasks
	sum(t.rss_pages) * b.page_kb AS rss_kb, -- [KiB] their resident memory; pages that several of them share count once in each
	sum(coalesce(t.rss_anon_pages, 0)) * b.page_kb AS rss_anon_kb, -- [KiB] anonymous memory of it; 0 where not printed (before 6.9)
	sum(coalesce(t.swapents, 0)) * b.page_kb AS swap_kb, -- [KiB] swapped out
	sum(coalesce(t.pgtables_bytes / 1024, (t.nr_ptes + coalesce(t.nr_pmds, 0) + coalesce(t.nr_puds, 0)) * b.page_kb, 0)) AS pgtables_kb, -- [KiB] page tables
	max(t.rss_pages) * b.page_kb AS largest_kb, -- [KiB] resident memory of the largest one
	round(100.0 * sum(t.rss_pages) * b.page_kb / (SELECT m.total_kb FROM oom_memory AS m WHERE m.fault_id = t.fault_id), 1) AS percent -- [%] rss_kb of the memory (oom_memory.total_kb)
FROM oom_task AS t JOIN oom_base AS b ON b.fault_id = t.fault_id
GROUP BY t.fault_id, t.uid;

-- Internal: statistics of a fault in KiB, those of a memory cgroup's children apart.
CREATE VIEW fault_stat_kb AS SELECT
	s.fault_id AS fault_id, -- fault.id
	s.node AS node, -- NUMA node
	s.name AS name, -- as printed
	1.0 * s.value * CASE s.unit WHEN 'B' THEN 1 / 1024.0 WHEN 'pages' THEN b.page_kb ELSE 1 END AS kb, -- [KiB] value
	1.0 * s.value AS value, -- as printed
	b.kind = 'memcg' AS is_memcg, -- 1: of a memory cgroup
	s.unit AS unit -- as printed
FROM mem_stat AS s JOIN oom_base AS b ON b.fault_id = s.fault_id
WHERE s.fault_id IS NOT NULL;

-- Memory by cgroup, where the kernel printed statistics of the whole tree.  The task table does not
-- say in which cgroup a task is.
CREATE VIEW oom_by_memcg AS SELECT
	s.fault_id AS fault_id, -- fault.id
	substr(s.name, 1, length(s.name) - length(n.suffix)) AS memcg, -- path of the cgroup
	CAST(max(CASE WHEN n.suffix IN (':anon', ':rss') THEN s.kb END) AS INTEGER) AS anon_kb, -- [KiB] anonymous memory
	CAST(max(CASE WHEN n.suffix IN (':file', ':cache') THEN s.kb END) AS INTEGER) AS file_kb, -- [KiB] page cache, with shared memory
	CAST(max(CASE WHEN n.suffix = ':shmem' THEN s.kb END) AS INTEGER) AS shmem_kb, -- [KiB] shared memory
	CAST(max(CASE WHEN n.suffix = ':slab' THEN s.kb END) AS INTEGER) AS slab_kb, -- [KiB] slab
	CAST(max(CASE WHEN n.suffix = ':swap' THEN s.kb END) AS INTEGER) AS swap_kb -- [KiB] swapped out
FROM fault_stat_kb AS s JOIN (SELECT column1 AS suffix FROM (VALUES
	(':anon'), (':rss'), (':file'), (':cache'), (':shmem'), (':slab'), (':swap'))) AS n
	ON substr(s.name, -length(n.suffix)) = n.suffix
WHERE s.is_memcg AND s.node IS NULL
GROUP BY s.fault_id, substr(s.name, 1, length(s.name) - length(n.suffix));

-- Internal: the numbers that oom_memory is made of.
CREATE VIEW oom_counter AS SELECT
	s.fault_id AS fault_id, -- fault.id
	s.is_memcg AS is_memcg, -- 1: of a memory cgroup
	max(CASE WHEN s.node IS NULL AND s.name = 'free' THEN s.kb END) AS free_kb, -- [KiB] free
	max(CASE WHEN s.node IS NULL AND s.name = 'free_pcp' THEN s.kb END) AS pcp_kb, -- [KiB] free in lists of CPUs
	max(CASE WHEN s.node IS NULL AND s.name IN ('anon', 'rss') THEN s.kb END)
		+ total(CASE WHEN s.is_memcg AND s.unit = 'kB' AND s.name LIKE '%:rss' THEN s.kb END) AS memcg_anon_kb, -- [KiB] of a cgroup; lines of version 1 before Linux 5.2 do not hold what groups below have
	max(CASE WHEN s.node IS NULL AND s.name IN ('file', 'cache') THEN s.kb END)
		+ total(CASE WHEN s.is_memcg AND s.unit = 'kB' AND s.name LIKE '%:cache' THEN s.kb END) AS memcg_file_kb, -- [KiB] of a cgroup, with shmem
	max(CASE WHEN s.node IS NULL AND s.name = 'kernel' THEN s.kb END) AS memcg_kernel_kb, -- [KiB] of a cgroup
	sum(CASE WHEN s.node IS NULL AND s.name IN ('percpu', 'sock', 'vmalloc') THEN s.kb END) AS memcg_other_kb, -- [KiB] of a cgroup
	sum(CASE WHEN s.node IS NULL AND s.name IN ('active_anon', 'inactive_anon', 'isolated_anon', 'isolated(anon)') THEN s.kb END) AS lru_anon_kb, -- [KiB] with shmem
	sum(CASE WHEN s.node IS NULL AND s.name IN ('active_file', 'inactive_file', 'isolated_file', 'isolated(file)') THEN s.kb END) AS lru_file_kb, -- [KiB] page cache
	max(CASE WHEN s.node IS NULL AND s.name = 'unevictable' THEN s.kb END) AS unevictable_kb, -- [KiB] locked
	max(CASE WHEN s.node IS NULL AND s.name = 'shmem' THEN s.kb END) AS shmem_kb, -- [KiB] shared
	max(CASE WHEN s.node IS NULL AND s.name = 'slab_reclaimable' THEN s.kb END) AS slab_reclaimable_kb, -- [KiB] slab
	max(CASE WHEN s.node IS NULL AND s.name IN ('slab_unreclaimable', 'slab') AND (s.name <> 'slab' OR NOT s.is_memcg) THEN s.kb END) AS slab_unreclaimable_kb, -- [KiB] slab; all of it before 2.6.19
	sum(CASE WHEN s.node IS NULL AND s.name IN ('pagetables', 'sec_pagetables') THEN s.kb END) AS pagetables_kb, -- [KiB] page tables
	sum(CASE WHEN s.name = 'kernel_stack' AND (s.node IS NOT NULL OR s.is_memcg) OR s.name LIKE '% kernel_stack' THEN s.kb END) AS kernel_stack_kb, -- [KiB] stacks
	sum(CASE WHEN s.node IS NULL AND s.name IN ('bounce', 'kernel_misc_reclaimable') THEN s.kb END) AS misc_kb, -- [KiB] other counters
	sum(CASE WHEN s.name LIKE 'hugepages_total(%' THEN s.value * CAST(substr(s.name, 17) AS INTEGER) END) AS hugetlb_kb, -- [KiB] huge page pools
	max(CASE WHEN s.node IS NULL AND s.name IN ('pages in swap cache', 'pages in swapcache') THEN s.kb END) AS swap_cache_kb -- [KiB] swapped out and still in memory
FROM fault_stat_kb AS s
GROUP BY s.fault_id;

-- Where the memory was at an OOM event: of the whole machine, or of the memory cgroup whose limit was
-- hit.  anon, file, shmem, unevictable, slab, page tables, stacks, huge pages, free and unaccounted add
-- up to total_kb.
CREATE VIEW oom_memory AS SELECT
	q.fault_id AS fault_id, -- fault.id
	q.total_kb AS total_kb, -- [KiB] what there was: RAM without what the kernel reserved, or the usage of the cgroup
	CAST(q.free_kb AS INTEGER) AS free_kb, -- [KiB] free, also in lists of CPUs
	CAST(q.anon_kb AS INTEGER) AS anon_kb, -- [KiB] anonymous memory: heaps and stacks of processes
	CAST(q.file_kb AS INTEGER) AS file_kb, -- [KiB] page cache of files
	CAST(q.shmem_kb AS INTEGER) AS shmem_kb, -- [KiB] shared memory and tmpfs
	CAST(q.unevictable_kb AS INTEGER) AS unevictable_kb, -- [KiB] locked in memory; 0 for cgroups, where anon and file have it
	CAST(q.slab_reclaimable_kb AS INTEGER) AS slab_reclaimable_kb, -- [KiB] kernel objects that can be given back: dentries, inodes
	CAST(q.slab_unreclaimable_kb AS INTEGER) AS slab_unreclaimable_kb, -- [KiB] kernel objects that cannot
	CAST(q.pagetables_kb AS INTEGER) AS pagetables_kb, -- [KiB] page tables
	CAST(q.kernel_stack_kb AS INTEGER) AS kernel_stack_kb, -- [KiB] stacks of threads in the kernel
	CAST(q.hugetlb_kb AS INTEGER) AS hugetlb_kb, -- [KiB] pools of huge pages, used or not
	CAST(q.other_kb AS INTEGER) AS other_kb, -- [KiB] other counters: bounce buffers, kernel_misc_reclaimable; of cgroups percpu, sockets, vmalloc
	CAST(q.total_kb - coalesce(q.free_kb, 0) - coalesce(q.anon_kb, 0) - coalesce(q.file_kb, 0) - coalesce(q.shmem_kb, 0)
		- coalesce(q.unevictable_kb, 0) - coalesce(q.slab_reclaimable_kb, 0) - coalesce(q.slab_unreclaimable_kb, 0)
		- coalesce(q.pagetables_kb, 0) - coalesce(q.kernel_stack_kb, 0) - coalesce(q.hugetlb_kb, 0)
		- coalesce(q.other_kb, 0) AS INTEGER) AS unaccounted_kb, -- [KiB] total_kb without all of these: pages that drivers, vmalloc, percpu, balloons took; below 0: counters overlap
	CAST(q.swap_cache_kb AS INTEGER) AS swap_cache_kb -- [KiB] swapped out and still in memory; part of anon_kb and shmem_kb
FROM (SELECT
	c.fault_id,
	CASE WHEN c.is_memcg THEN o.memcg_usage_kb ELSE b.ram_kb END AS total_kb,
	CASE WHEN NOT c.is_memcg THEN c.free_kb + coalesce(c.pcp_kb, 0) END AS free_kb,
	CASE WHEN c.is_memcg THEN c.memcg_anon_kb ELSE max(c.lru_anon_kb - coalesce(c.shmem_kb, 0), 0) END AS anon_kb,
	CASE WHEN c.is_memcg THEN max(c.memcg_file_kb - coalesce(c.shmem_kb, 0), 0) ELSE c.lru_file_kb END AS file_kb,
	CASE WHEN c.is_memcg THEN c.shmem_kb ELSE min(c.shmem_kb, coalesce(c.lru_anon_kb, c.shmem_kb)) END AS shmem_kb,
	CASE WHEN c.is_memcg THEN 0 ELSE c.unevictable_kb END AS unevictable_kb,
	c.slab_reclaimable_kb, c.slab_unreclaimable_kb, c.pagetables_kb, c.kernel_stack_kb, c.hugetlb_kb,
	CASE WHEN NOT c.is_memcg THEN c.misc_kb
		WHEN c.memcg_kernel_kb IS NULL THEN c.memcg_other_kb
		ELSE c.memcg_kernel_kb - coalesce(c.slab_reclaimable_kb, 0) - coalesce(c.slab_unreclaimable_kb, 0)
			- coalesce(c.pagetables_kb, 0) - coalesce(c.kernel_stack_kb, 0) END AS other_kb,
	c.swap_cache_kb
	FROM oom_counter AS c JOIN oom_base AS b ON b.fault_id = c.fault_id JOIN oom AS o ON o.fault_id = c.fault_id
) AS q;

-- OOM events: what was asked for, why there was none, where the memory was, who died and who should have.
CREATE VIEW oom_summary AS SELECT
	o.fault_id AS fault_id, -- fault.id
	b.kind AS kind, -- global; memcg: the limit of a memory cgroup; cpuset, mempolicy: the NUMA nodes that the task may use; manual: SysRq; daemon: a program that kills early; NULL: not said
	CASE WHEN b.kind IN ('memcg', 'manual', 'daemon') THEN b.kind
		WHEN NOT EXISTS (SELECT 1 FROM zone_replay AS z WHERE z.fault_id = o.fault_id AND z.allowed AND z.state <> 'unknown') THEN 'unknown'
		WHEN EXISTS (SELECT 1 FROM zone_replay AS z WHERE z.fault_id = o.fault_id AND z.state = 'enough') THEN 'enough when printed'
		WHEN EXISTS (SELECT 1 FROM zone_replay AS z WHERE z.fault_id = o.fault_id AND z.state = 'no block of that order') THEN 'no block of that order'
		WHEN b.kind IN ('cpuset', 'mempolicy') THEN b.kind
		ELSE 'below watermark' END AS why, -- below watermark: in all zones that may serve it; no block of that order: enough is free, in pieces; memcg, cpuset, mempolicy, manual, daemon: as kind; enough when printed: memory came free meanwhile; unknown
	o.trigger_comm AS trigger_comm, -- task that asked for the memory
	o.trigger_pid AS trigger_pid, -- its process id
	CASE WHEN o.page_order >= 0 THEN 1 << min(o.page_order, 30) END AS requested_pages, -- [pages] that it asked for
	o.gfp_mask AS gfp_mask, -- allocation flags as printed
	o.gfp_flags AS gfp_flags, -- their names as printed; NULL: unknown, kernels before 4.6 print the mask alone and its bits changed from version to version
	o.constraint_kind AS constraint_kind, -- as oom.constraint_kind
	o.oom_memcg AS oom_memcg, -- memory cgroup whose limit was hit
	o.memcg_usage_kb AS memcg_usage_kb, -- [KiB] its usage
	o.memcg_limit_kb AS memcg_limit_kb, -- [KiB] its limit
	b.page_kb AS page_kb, -- [KiB] size of a page; 4 where nothing tells
	m.total_kb AS total_kb, -- [KiB] as oom_memory.total_kb
	(SELECT sum(z.free_pages) FROM zone_replay AS z WHERE z.fault_id = o.fault_id AND z.allowed) * b.page_kb AS zones_free_kb, -- [KiB] free in the zones that may serve the request
	(SELECT sum(z.min_pages) FROM zone_replay AS z WHERE z.fault_id = o.fault_id AND z.allowed) * b.page_kb AS zones_min_kb, -- [KiB] their min watermarks
	(SELECT sum(z.low_pages) FROM zone_replay AS z WHERE z.fault_id = o.fault_id AND z.allowed) * b.page_kb AS zones_low_kb, -- [KiB] their low watermarks
	(SELECT sum(z.high_pages) FROM zone_replay AS z WHERE z.fault_id = o.fault_id AND z.allowed) * b.page_kb AS zones_high_kb, -- [KiB] their high watermarks
	(SELECT sum(z.reserve_pages) FROM zone_replay AS z WHERE z.fault_id = o.fault_id AND z.allowed) * b.page_kb AS zones_reserve_kb, -- [KiB] what they keep for requests that must use them
	round(100.0 * m.anon_kb / m.total_kb, 1) AS anon_percent, -- [%] anonymous memory of total_kb
	round(100.0 * m.file_kb / m.total_kb, 1) AS file_percent, -- [%] page cache
	round(100.0 * m.shmem_kb / m.total_kb, 1) AS shmem_percent, -- [%] shared memory and tmpfs
	round(100.0 * m.slab_reclaimable_kb / m.total_kb, 1) AS slab_reclaimable_percent, -- [%] slab that can be given back
	round(100.0 * m.slab_unreclaimable_kb / m.total_kb, 1) AS slab_unreclaimable_percent, -- [%] slab that cannot
	round(100.0 * m.pagetables_kb / m.total_kb, 1) AS pagetables_percent, -- [%] page tables
	round(100.0 * m.kernel_stack_kb / m.total_kb, 1) AS kernel_stack_percent, -- [%] stacks of threads in the kernel
	round(100.0 * m.hugetlb_kb / m.total_kb, 1) AS hugetlb_percent, -- [%] pools of huge pages
	round(100.0 * m.unaccounted_kb / m.total_kb, 1) AS unaccounted_percent, -- [%] in no counter
	m.unaccounted_kb AS unaccounted_kb, -- [KiB] as oom_memory.unaccounted_kb
	o.total_swap_kb AS total_swap_kb, -- [KiB] swap space
	o.total_swap_kb - o.free_swap_kb AS used_swap_kb, -- [KiB] swap in use
	round(100.0 * (o.total_swap_kb - o.free_swap_kb) / nullif(o.total_swap_kb, 0), 1) AS used_swap_percent, -- [%] of it
	(SELECT count(*) FROM oom_task AS t WHERE t.fault_id = o.fault_id) AS tasks, -- tasks of the task table
	(SELECT sum(t.rss_pages) FROM oom_task AS t WHERE t.fault_id = o.fault_id) * b.page_kb AS tasks_rss_kb, -- [KiB] sum of their resident memory; shared pages count once in each process that has them, so it may exceed the memory there is
	(SELECT count(*) FROM oom_kill AS k WHERE k.fault_id = o.fault_id) AS victims, -- how many were killed
	(SELECT group_concat(k.comm, ', ') FROM (SELECT comm FROM oom_kill WHERE fault_id = o.fault_id ORDER BY position LIMIT 10) AS k) AS victim_comms, -- names of the first ten
	(SELECT k.pid FROM oom_kill AS k WHERE k.fault_id = o.fault_id ORDER BY k.position LIMIT 1) AS victim_pid, -- process id of the first victim
	(SELECT sum(k.anon_rss_kb + coalesce(k.file_rss_kb, 0) + coalesce(k.shmem_rss_kb, 0)) FROM (
		SELECT max(anon_rss_kb) AS anon_rss_kb, max(file_rss_kb) AS file_rss_kb, max(shmem_rss_kb) AS shmem_rss_kb
		FROM oom_kill WHERE fault_id = o.fault_id GROUP BY pid) AS k) AS victims_rss_kb, -- [KiB] resident memory of the victims, each process once
	round(100.0 * (SELECT sum(k.anon_rss_kb + coalesce(k.file_rss_kb, 0) + coalesce(k.shmem_rss_kb, 0)) FROM (
		SELECT max(anon_rss_kb) AS anon_rss_kb, max(file_rss_kb) AS file_rss_kb, max(shmem_rss_kb) AS shmem_rss_kb
		FROM oom_kill WHERE fault_id = o.fault_id GROUP BY pid) AS k) / m.total_kb, 1) AS victims_percent, -- [%] of total_kb
	(SELECT c.comm FROM oom_badness AS c WHERE c.fault_id = o.fault_id AND c.badness IS NOT NULL
		ORDER BY c.badness DESC, c.victim IS NULL, c.position DESC LIMIT 1) AS worst_comm, -- task with the highest badness (oom_candidate)
	(SELECT c.pid FROM oom_badness AS c WHERE c.fault_id = o.fault_id AND c.badness IS NOT NULL
		ORDER BY c.badness DESC, c.victim IS NULL, c.position DESC LIMIT 1) AS worst_pid, -- its process id
	CASE WHEN NOT EXISTS (SELECT 1 FROM oom_badness AS c WHERE c.fault_id = o.fault_id AND c.victim IS NOT NULL AND c.badness IS NOT NULL) THEN NULL
		ELSE (SELECT c.badness FROM oom_badness AS c WHERE c.fault_id = o.fault_id AND c.victim IS NOT NULL ORDER BY c.victim LIMIT 1)
			>= (SELECT max(c.badness) FROM oom_badness AS c WHERE c.fault_id = o.fault_id) END AS choice_is_worst -- 1: the first victim has the highest badness; 0: another one has, as when oom_kill_allocating_task is set, a child was sacrificed, or the table is of a kernel whose formula needs more than it prints; NULL: not known
FROM oom AS o JOIN oom_base AS b ON b.fault_id = o.fault_id LEFT JOIN oom_memory AS m ON m.fault_id = o.fault_id;

-- OOM events of one boot in their order: how they follow each other and what grows between them.
CREATE VIEW oom_storm AS SELECT
	q.fault_id AS fault_id, -- fault.id
	q.boot_id AS boot_id, -- boot.id
	q.number AS number, -- number of the event in its boot, from 0
	q.time_boot AS time_boot, -- [s] since boot
	q.time_utc AS time_utc, -- [UTC] time of day
	q.interval_s AS interval_s, -- [s] since the one before
	q.victim_comm AS victim_comm, -- first victim
	q.victim_comm IS q.last_victim AND q.victim_comm IS NOT NULL AS repeat_victim, -- 1: of the same name as the one before
	q.anon_kb AS anon_kb, -- [KiB] as oom_memory.anon_kb
	q.anon_kb - q.last_anon_kb AS anon_growth_kb, -- [KiB] since the one before
	q.slab_kb AS slab_kb, -- [KiB] slab, both kinds
	q.slab_kb - q.last_slab_kb AS slab_growth_kb, -- [KiB] since the one before
	q.pagetables_kb AS pagetables_kb, -- [KiB] page tables
	q.pagetables_kb - q.last_pagetables_kb AS pagetables_growth_kb, -- [KiB] since the one before
	q.unaccounted_kb AS unaccounted_kb, -- [KiB] in no counter
	q.unaccounted_kb - q.last_unaccounted_kb AS unaccounted_growth_kb, -- [KiB] since the one before
	round((q.anon_kb - q.first_anon_kb) / nullif(q.since_first_s, 0), 3) AS anon_kb_per_s, -- [KiB/s] slope since the first event of the boot
	round((q.slab_kb - q.first_slab_kb) / nullif(q.since_first_s, 0), 3) AS slab_kb_per_s, -- [KiB/s] the same
	round((q.pagetables_kb - q.first_pagetables_kb) / nullif(q.since_first_s, 0), 3) AS pagetables_kb_per_s -- [KiB/s] the same
FROM (SELECT
	e.*,
	row_number() OVER w - 1 AS number,
	coalesce(e.time_boot - lag(e.time_boot) OVER w, (e.time_us - lag(e.time_us) OVER w) / 1e6) AS interval_s,
	coalesce(e.time_boot - first_value(e.time_boot) OVER w, (e.time_us - first_value(e.time_us) OVER w) / 1e6) AS since_first_s,
	lag(e.victim_comm) OVER w AS last_victim,
	lag(e.anon_kb) OVER w AS last_anon_kb, lag(e.slab_kb) OVER w AS last_slab_kb,
	lag(e.pagetables_kb) OVER w AS last_pagetables_kb, lag(e.unaccounted_kb) OVER w AS last_unaccounted_kb,
	first_value(e.anon_kb) OVER w AS first_anon_kb, first_value(e.slab_kb) OVER w AS first_slab_kb,
	first_value(e.pagetables_kb) OVER w AS first_pagetables_kb
	FROM (SELECT f.id AS fault_id, d.boot_id, f.time_boot, d.time_us, d.time_utc, f.first_line,
		(SELECT k.comm FROM oom_kill AS k WHERE k.fault_id = f.id ORDER BY k.position LIMIT 1) AS victim_comm,
		m.anon_kb, m.slab_reclaimable_kb + m.slab_unreclaimable_kb AS slab_kb, m.pagetables_kb, m.unaccounted_kb
		FROM fault_fact AS f JOIN fault_derived AS d ON d.fault_id = f.id AND d.event_id = f.id
		LEFT JOIN oom_memory AS m ON m.fault_id = f.id
		WHERE f.kind = 'oom') AS e
	WINDOW w AS (PARTITION BY e.boot_id ORDER BY e.time_boot, e.time_us, e.first_line, e.fault_id)
) AS q;

-- Failed page allocations: why there was no page, and how the free memory was cut up.
CREATE VIEW page_alloc_summary AS SELECT
	p.fault_id AS fault_id, -- fault.id
	p.comm AS comm, -- task that asked for the memory
	p.page_order AS page_order, -- 2^page_order pages were asked for
	p.gfp_mask AS gfp_mask, -- allocation flags as printed
	p.gfp_flags AS gfp_flags, -- their names as printed; NULL: unknown, kernels before 4.6 print the mask alone
	CASE WHEN p.vmalloc_bytes IS NOT NULL AND coalesce(p.page_order, 0) = 0 THEN 'vmalloc'
		WHEN p.stall_ms IS NOT NULL THEN 'stalled'
		WHEN NOT EXISTS (SELECT 1 FROM zone_replay AS z WHERE z.fault_id = p.fault_id AND z.allowed AND z.state <> 'unknown') THEN 'unknown'
		WHEN p.page_order > 10 THEN 'larger than any block'
		WHEN EXISTS (SELECT 1 FROM zone_replay AS z WHERE z.fault_id = p.fault_id AND z.state = 'enough') THEN 'enough when printed'
		WHEN EXISTS (SELECT 1 FROM zone_replay AS z WHERE z.fault_id = p.fault_id AND z.state = 'no block of that order') THEN 'no block of that order'
		ELSE 'below watermark' END AS why, -- below watermark: in all zones that may serve it; no block of that order: enough is free, in pieces; larger than any block: no kernel with 4 KiB pages has such blocks; enough when printed: memory came free meanwhile; vmalloc: no space or no pages for it; stalled: it took long; unknown
	(SELECT sum(z.free_pages) FROM zone_replay AS z WHERE z.fault_id = p.fault_id AND z.allowed) AS free_pages, -- [pages] free in the zones that may serve it
	(SELECT sum(z.min_pages) FROM zone_replay AS z WHERE z.fault_id = p.fault_id AND z.allowed) AS min_pages, -- [pages] their min watermarks
	(SELECT sum(z.required_pages) FROM zone_replay AS z WHERE z.fault_id = p.fault_id AND z.allowed) AS required_pages, -- [pages] as zone_replay.required_pages
	(SELECT sum(z.fitting_blocks) FROM zone_replay AS z WHERE z.fault_id = p.fault_id AND z.allowed) AS fitting_blocks, -- free blocks that are large enough
	(SELECT max(z.largest_order) FROM zone_replay AS z WHERE z.fault_id = p.fault_id AND z.allowed) AS largest_order, -- order of the largest free block
	(SELECT min(z.unusable_index) FROM zone_replay AS z WHERE z.fault_id = p.fault_id AND z.allowed) AS unusable_index, -- smallest zone_replay.unusable_index
	(SELECT max(z.fragmentation_index) FROM zone_replay AS z WHERE z.fault_id = p.fault_id AND z.allowed) AS fragmentation_index -- largest zone_replay.fragmentation_index
FROM page_alloc_failure AS p;

-- Unreferenced objects of one stack in two scans of one machine, each scan beside the one before it.
-- Scans are the captures that hold kmemleak reports, in the order of source.taken_utc; those that name
-- no host count as of one machine.
CREATE VIEW kmemleak_growth AS SELECT
	p.host AS host, -- host of both scans
	p.old_source_id AS old_source_id, -- source.id of the earlier scan
	p.new_source_id AS new_source_id, -- source.id of the later one
	p.old_utc AS old_utc, -- [UTC] when the earlier one was taken
	p.new_utc AS new_utc, -- [UTC] when the later one was
	(SELECT d.title FROM fault_derived AS d WHERE d.fault_id = g.fault_id) AS title, -- fault.title
	(SELECT d.function FROM fault_derived AS d WHERE d.fault_id = g.fault_id) AS function, -- function that allocated the objects
	g.fault_id AS fault_id, -- fault.id with the stack, of the later scan where that has it
	g.signature AS signature, -- fault.signature of the stack
	g.old_objects AS old_objects, -- objects of the earlier scan
	g.new_objects AS new_objects, -- objects of the later one
	g.new_objects - g.old_objects AS objects_growth, -- how many more
	g.old_bytes AS old_bytes, -- [bytes] of the earlier scan
	g.new_bytes AS new_bytes, -- [bytes] of the later one
	g.new_bytes - g.old_bytes AS bytes_growth, -- [bytes] how many more
	round((g.new_bytes - g.old_bytes) / nullif((julianday(p.new_utc) - julianday(p.old_utc)) * 24, 0), 1) AS bytes_per_hour -- [bytes/h] slope
FROM (SELECT s.host, s.id AS new_source_id, s.taken_utc AS new_utc,
		lag(s.id) OVER w AS old_source_id, lag(s.taken_utc) OVER w AS old_utc
	FROM (SELECT c.id, c.taken_utc,
			coalesce(c.host, (SELECT b.host FROM bundle AS b WHERE b.id = c.bundle_id),
				(SELECT t.host FROM boot AS t WHERE t.id = c.boot_id)) AS host
		FROM source AS c WHERE c.taken_utc IS NOT NULL
			AND EXISTS (SELECT 1 FROM fault_fact AS f WHERE f.source_id = c.id AND f.kind = 'kmemleak')) AS s
	WINDOW w AS (PARTITION BY s.host ORDER BY s.taken_utc, s.id)) AS p
JOIN (SELECT k.pair_old, k.pair_new, k.signature,
		coalesce(max(CASE WHEN k.is_new THEN k.fault_id END), max(k.fault_id)) AS fault_id,
		sum(CASE WHEN k.is_new THEN 0 ELSE k.objects END) AS old_objects,
		sum(CASE WHEN k.is_new THEN k.objects ELSE 0 END) AS new_objects,
		sum(CASE WHEN k.is_new THEN 0 ELSE k.bytes END) AS old_bytes,
		sum(CASE WHEN k.is_new THEN k.bytes ELSE 0 END) AS new_bytes
	FROM (SELECT x.pair_old, x.pair_new, f.source_id = x.pair_new AS is_new, f.id AS fault_id, d.signature,
			(SELECT count(*) FROM kmemleak_object AS o WHERE o.fault_id = f.id) AS objects,
			(SELECT coalesce(sum(o.size), 0) FROM kmemleak_object AS o WHERE o.fault_id = f.id) AS bytes
		FROM (SELECT lag(s.id) OVER w AS pair_old, s.id AS pair_new
			FROM (SELECT c.id, c.taken_utc,
					coalesce(c.host, (SELECT b.host FROM bundle AS b WHERE b.id = c.bundle_id),
						(SELECT t.host FROM boot AS t WHERE t.id = c.boot_id)) AS host
				FROM source AS c WHERE c.taken_utc IS NOT NULL
					AND EXISTS (SELECT 1 FROM fault_fact AS f WHERE f.source_id = c.id AND f.kind = 'kmemleak')) AS s
			WINDOW w AS (PARTITION BY s.host ORDER BY s.taken_utc, s.id)) AS x
		JOIN fault_fact AS f ON f.source_id IN (x.pair_old, x.pair_new) AND f.kind = 'kmemleak'
		JOIN fault_derived AS d ON d.fault_id = f.id
		WHERE x.pair_old IS NOT NULL) AS k
	GROUP BY k.pair_old, k.pair_new, k.signature) AS g
	ON g.pair_old = p.old_source_id AND g.pair_new = p.new_source_id;

-- Slab caches in two snapshots of one machine, each snapshot beside the one before it.
CREATE VIEW slab_growth AS SELECT
	p.host AS host, -- host of both
	p.old_source_id AS old_source_id, -- source.id of the earlier snapshot
	p.new_source_id AS new_source_id, -- source.id of the later one
	p.old_utc AS old_utc, -- [UTC] when the earlier one was taken
	p.new_utc AS new_utc, -- [UTC] when the later one was
	n.name AS name, -- name of the cache
	coalesce(o.num_objs, 0) AS old_objs, -- objects of the earlier one
	n.num_objs AS new_objs, -- objects of the later one
	n.num_objs - coalesce(o.num_objs, 0) AS objs_growth, -- how many more
	n.num_objs * n.objsize AS new_bytes, -- [bytes] of the objects of the later one, without what slabs leave unused
	n.num_objs * n.objsize - coalesce(o.num_objs * o.objsize, 0) AS bytes_growth, -- [bytes] how many more
	round((n.num_objs * n.objsize - coalesce(o.num_objs * o.objsize, 0)) / nullif((julianday(p.new_utc) - julianday(p.old_utc)) * 24, 0), 1) AS bytes_per_hour -- [bytes/h] slope
FROM (SELECT s.host, s.id AS new_source_id, s.taken_utc AS new_utc,
		lag(s.id) OVER w AS old_source_id, lag(s.taken_utc) OVER w AS old_utc
	FROM (SELECT c.id, c.kind, c.taken_utc,
			coalesce(c.host, (SELECT b.host FROM bundle AS b WHERE b.id = c.bundle_id),
				(SELECT t.host FROM boot AS t WHERE t.id = c.boot_id)) AS host
		FROM source AS c WHERE c.taken_utc IS NOT NULL
			AND EXISTS (SELECT 1 FROM slab_cache AS a WHERE a.source_id = c.id)) AS s
	WINDOW w AS (PARTITION BY s.host, s.kind ORDER BY s.taken_utc, s.id)) AS p
JOIN slab_cache AS n ON n.source_id = p.new_source_id
LEFT JOIN slab_cache AS o ON o.source_id = p.old_source_id AND o.name = n.name
WHERE p.old_source_id IS NOT NULL;

-- Numbers of /proc/meminfo and its like in two snapshots of one machine and kind, each beside the same
-- number in the snapshot before.
CREATE VIEW meminfo_growth AS SELECT
	p.host AS host, -- host of both
	p.kind AS kind, -- source.kind of both: meminfo, vmstat, …
	p.old_source_id AS old_source_id, -- source.id of the earlier snapshot
	p.new_source_id AS new_source_id, -- source.id of the later one
	p.old_utc AS old_utc, -- [UTC] when the earlier one was taken
	p.new_utc AS new_utc, -- [UTC] when the later one was
	p.node AS node, -- NUMA node; NULL: the whole machine
	p.name AS name, -- name as printed
	p.unit AS unit, -- of the values
	p.old_value AS old_value, -- [see unit] of the earlier one
	p.new_value AS new_value, -- [see unit] of the later one
	p.new_value - p.old_value AS growth, -- [see unit] how much more
	round((p.new_value - p.old_value) / nullif((julianday(p.new_utc) - julianday(p.old_utc)) * 24, 0), 1) AS per_hour -- [see unit] slope
FROM (SELECT s.host, s.kind, s.id AS new_source_id, s.taken_utc AS new_utc, m.node, m.name, m.unit,
		m.value AS new_value, lag(m.value) OVER w AS old_value,
		lag(s.id) OVER w AS old_source_id, lag(s.taken_utc) OVER w AS old_utc
	FROM (SELECT c.id, c.kind, c.taken_utc,
			coalesce(c.host, (SELECT b.host FROM bundle AS b WHERE b.id = c.bundle_id),
				(SELECT t.host FROM boot AS t WHERE t.id = c.boot_id)) AS host
		FROM source AS c WHERE c.taken_utc IS NOT NULL) AS s
	JOIN mem_stat AS m ON m.source_id = s.id AND m.fault_id IS NULL
	WINDOW w AS (PARTITION BY s.host, s.kind, m.node, m.name, m.unit ORDER BY s.taken_utc, s.id, m.row_no)) AS p
WHERE p.old_source_id <> p.new_source_id;
