-- The store: views of what goes on between snapshots, and between the nodes of a machine.  They come
-- after those of views_snapshot.sql; the same rules hold.

-- Internal: snapshots by machine: the host, or the bundle, or the source itself.
CREATE VIEW snapshot_machine AS SELECT
	s.id AS source_id, -- source.id
	s.bundle_id AS bundle_id, -- bundle.id
	s.kind AS kind, -- source.kind
	s.taken_utc AS taken_utc, -- [UTC] when it was taken
	coalesce(s.host, b.host) AS host, -- host; NULL: not said
	coalesce(s.host, b.host, 'bundle ' || b.key, 'source ' || s.key) AS machine -- tells machines apart
FROM source AS s LEFT JOIN bundle AS b ON b.id = s.bundle_id;

-- How hard memory was worked for, from /proc/vmstat: between a snapshot and the one before it of the same
-- host, or since boot where there is none, or the counters went back.
CREATE VIEW vmstat_activity AS SELECT
	q.host AS host, -- host of both
	q.old_source_id AS old_source_id, -- source.id of the snapshot before; NULL: since boot
	q.new_source_id AS source_id, -- source.id of the snapshot
	q.new_utc AS new_utc, -- [UTC] when the snapshot was taken
	q.seconds AS seconds, -- [s] between the two; NULL: since boot
	q.compact_stall AS compact_stall, -- times that a request waited for compaction
	q.compact_success AS compact_success, -- times that it helped
	round(100.0 * q.compact_success / nullif(q.compact_success + q.compact_fail, 0), 1) AS compact_success_percent, -- [%] of compaction runs that made a block
	q.scanned AS scanned_pages, -- [pages] looked at by reclaim
	q.reclaimed AS reclaimed_pages, -- [pages] of them freed
	round(100.0 * q.reclaimed / nullif(q.scanned, 0), 1) AS reclaim_percent, -- [%] reclaimed_pages of scanned_pages: low when memory is hard to find
	round(100.0 * q.direct_scanned / nullif(q.scanned, 0), 1) AS direct_percent, -- [%] of scanned_pages by tasks that waited for memory, and not by kswapd
	q.allocstall AS allocstall, -- times that a task had to reclaim itself
	q.swap_in AS swap_in_pages, -- [pages] read from swap
	q.swap_out AS swap_out_pages, -- [pages] written to swap
	q.major_faults AS major_faults, -- page faults that waited for a disk
	q.refaults AS refaulted_pages, -- [pages] that were needed again soon after they had been reclaimed
	round(q.scanned / q.seconds, 1) AS scanned_per_s, -- [pages/s] scanned_pages by seconds
	round(q.reclaimed / q.seconds, 1) AS reclaimed_per_s, -- [pages/s] reclaimed_pages by seconds
	round(q.swap_in / q.seconds, 1) AS swap_in_per_s, -- [pages/s] swap_in_pages by seconds
	round(q.swap_out / q.seconds, 1) AS swap_out_per_s, -- [pages/s] swap_out_pages by seconds
	round(q.major_faults / q.seconds, 1) AS major_faults_per_s -- [1/s] major_faults by seconds
FROM (SELECT p.host, p.new_source_id, p.new_utc,
		CASE WHEN p.same_boot THEN p.old_source_id END AS old_source_id,
		CASE WHEN p.same_boot THEN nullif(round((julianday(p.new_utc) - julianday(p.old_utc)) * 86400, 3), 0) END AS seconds,
		p.compact_stall - CASE WHEN p.same_boot THEN p.old_compact_stall ELSE 0 END AS compact_stall,
		p.compact_success - CASE WHEN p.same_boot THEN p.old_compact_success ELSE 0 END AS compact_success,
		p.compact_fail - CASE WHEN p.same_boot THEN p.old_compact_fail ELSE 0 END AS compact_fail,
		p.scanned - CASE WHEN p.same_boot THEN p.old_scanned ELSE 0 END AS scanned,
		p.direct_scanned - CASE WHEN p.same_boot THEN p.old_direct_scanned ELSE 0 END AS direct_scanned,
		p.reclaimed - CASE WHEN p.same_boot THEN p.old_reclaimed ELSE 0 END AS reclaimed,
		p.allocstall - CASE WHEN p.same_boot THEN p.old_allocstall ELSE 0 END AS allocstall,
		p.swap_in - CASE WHEN p.same_boot THEN p.old_swap_in ELSE 0 END AS swap_in,
		p.swap_out - CASE WHEN p.same_boot THEN p.old_swap_out ELSE 0 END AS swap_out,
		p.major_faults - CASE WHEN p.same_boot THEN p.old_major_faults ELSE 0 END AS major_faults,
		p.refaults - CASE WHEN p.same_boot THEN p.old_refaults ELSE 0 END AS refaults
	FROM (SELECT v.*, v.source_id AS new_source_id, v.taken_utc AS new_utc,
			lag(v.source_id) OVER w AS old_source_id, lag(v.taken_utc) OVER w AS old_utc,
			lag(v.compact_stall) OVER w AS old_compact_stall, lag(v.compact_success) OVER w AS old_compact_success,
			lag(v.compact_fail) OVER w AS old_compact_fail, lag(v.scanned) OVER w AS old_scanned,
			lag(v.direct_scanned) OVER w AS old_direct_scanned, lag(v.reclaimed) OVER w AS old_reclaimed,
			lag(v.allocstall) OVER w AS old_allocstall, lag(v.swap_in) OVER w AS old_swap_in,
			lag(v.swap_out) OVER w AS old_swap_out, lag(v.major_faults) OVER w AS old_major_faults,
			lag(v.refaults) OVER w AS old_refaults,
			coalesce(lag(v.faults) OVER w <= v.faults AND lag(v.taken_utc) OVER w <= v.taken_utc, 0) AS same_boot
		FROM (SELECT m.source_id, s.host, s.machine, s.taken_utc,
				max(CASE m.name WHEN 'pgfault' THEN m.value END) AS faults,
				max(CASE m.name WHEN 'compact_stall' THEN m.value END) AS compact_stall,
				max(CASE m.name WHEN 'compact_success' THEN m.value END) AS compact_success,
				max(CASE m.name WHEN 'compact_fail' THEN m.value END) AS compact_fail,
				-- by zone before Linux 4.8: pgscan_kswapd_normal; the throttle counts times
				total(CASE WHEN m.name LIKE 'pgscan\_%' ESCAPE '\' AND (m.name LIKE 'pgscan\_kswapd%' ESCAPE '\' OR m.name LIKE 'pgscan\_direct%' ESCAPE '\'
					OR m.name LIKE 'pgscan\_khugepaged%' ESCAPE '\' OR m.name LIKE 'pgscan\_proactive%' ESCAPE '\') AND m.name <> 'pgscan_direct_throttle' THEN m.value END) AS scanned,
				total(CASE WHEN m.name LIKE 'pgscan\_direct%' ESCAPE '\' AND m.name <> 'pgscan_direct_throttle' THEN m.value END) AS direct_scanned,
				total(CASE WHEN m.name LIKE 'pgsteal\_%' ESCAPE '\' AND m.name NOT IN ('pgsteal_anon', 'pgsteal_file') THEN m.value END) AS reclaimed,
				total(CASE WHEN m.name = 'allocstall' OR m.name LIKE 'allocstall\_%' ESCAPE '\' THEN m.value END) AS allocstall,
				max(CASE m.name WHEN 'pswpin' THEN m.value END) AS swap_in,
				max(CASE m.name WHEN 'pswpout' THEN m.value END) AS swap_out,
				max(CASE m.name WHEN 'pgmajfault' THEN m.value END) AS major_faults,
				total(CASE WHEN m.name IN ('workingset_refault', 'workingset_refault_anon', 'workingset_refault_file') THEN m.value END) AS refaults
			FROM snapshot_machine AS s JOIN mem_stat AS m ON m.source_id = s.source_id AND m.fault_id IS NULL AND m.node IS NULL
			WHERE s.kind = 'vmstat'
			GROUP BY m.source_id) AS v
		WINDOW w AS (PARTITION BY v.host ORDER BY v.taken_utc, v.source_id)) AS p) AS q;

-- The nodes of a NUMA machine beside each other: from meminfo of the nodes, numastat and numactl -H of
-- one collection, or of one file.
CREATE VIEW numa_node AS SELECT
	n.host AS host, -- host that the node is of
	n.bundle_id AS bundle_id, -- bundle.id; NULL: of one source
	n.source_id AS source_id, -- source.id that says its size, or the counters where none does
	n.node AS node, -- NUMA node
	n.total_kb AS total_kb, -- [KiB] memory of the node
	n.free_kb AS free_kb, -- [KiB] free
	round(100.0 * n.free_kb / nullif(n.total_kb, 0), 1) AS free_percent, -- [%] of total_kb
	round(100.0 * n.free_kb / nullif(n.total_kb, 0) - 100.0 * sum(n.free_kb) OVER m / nullif(sum(n.total_kb) OVER m, 0), 1) AS imbalance_percent, -- [% points] free_percent without that of the whole machine: far below 0 on a node that is full while others are not
	n.hits AS numa_hit, -- [pages] allocated where they were wanted
	n.misses AS numa_miss, -- [pages] allocated here though another node was preferred
	n.foreign_pages AS numa_foreign, -- [pages] wanted here and allocated elsewhere
	n.local_pages AS local_node, -- [pages] allocated here by tasks that ran here
	n.other_pages AS other_node, -- [pages] allocated here by tasks that ran elsewhere
	round(100.0 * n.other_pages / nullif(n.other_pages + n.local_pages, 0), 1) AS remote_percent, -- [%] other_node of both
	round(100.0 * n.misses / nullif(n.hits + n.misses, 0), 1) AS miss_percent -- [%] numa_miss of all
FROM (SELECT s.host, s.bundle_id, s.machine, m.node,
		coalesce(max(CASE WHEN m.name IN ('MemTotal', 'size') THEN m.source_id END), max(m.source_id)) AS source_id,
		max(CASE WHEN m.name IN ('MemTotal', 'size') THEN m.value * CASE m.unit WHEN 'MiB' THEN 1024 WHEN 'B' THEN 1 / 1024.0 ELSE 1 END END) AS total_kb,
		max(CASE WHEN m.name IN ('MemFree', 'free') THEN m.value * CASE m.unit WHEN 'MiB' THEN 1024 WHEN 'B' THEN 1 / 1024.0 ELSE 1 END END) AS free_kb,
		max(CASE WHEN m.name = 'numa_hit' THEN m.value END) AS hits,
		max(CASE WHEN m.name = 'numa_miss' THEN m.value END) AS misses,
		max(CASE WHEN m.name = 'numa_foreign' THEN m.value END) AS foreign_pages,
		max(CASE WHEN m.name IN ('local_node', 'numa_local') THEN m.value END) AS local_pages,
		max(CASE WHEN m.name IN ('other_node', 'numa_other') THEN m.value END) AS other_pages
	FROM snapshot_machine AS s JOIN mem_stat AS m ON m.source_id = s.source_id AND m.fault_id IS NULL AND m.node IS NOT NULL
	WHERE s.kind IN ('meminfo', 'numastat', 'numactl', 'vmstat')
		AND m.name IN ('MemTotal', 'MemFree', 'size', 'free', 'numa_hit', 'numa_miss', 'numa_foreign', 'local_node', 'numa_local', 'other_node', 'numa_other')
	GROUP BY coalesce('bundle ' || s.bundle_id, 'source ' || s.source_id), m.node) AS n
WINDOW m AS (PARTITION BY n.machine, n.bundle_id);

-- Processes of two snapshots of one machine, each beside itself in the snapshot before: whose resident
-- memory grows.  Of each collection the table with the most processes counts.
CREATE VIEW process_growth AS SELECT
	p.host AS host, -- host of both
	p.old_source_id AS old_source_id, -- source.id of the earlier snapshot
	p.new_source_id AS new_source_id, -- source.id of the later one
	p.old_utc AS old_utc, -- [UTC] when the earlier one was taken
	p.new_utc AS new_utc, -- [UTC] when the later one was
	n.pid AS pid, -- process id
	n.comm AS comm, -- name
	o.rss_kb AS old_rss_kb, -- [KiB] resident memory in the earlier one
	n.rss_kb AS new_rss_kb, -- [KiB] in the later one
	n.rss_kb - o.rss_kb AS rss_growth_kb, -- [KiB] how much more
	n.vsz_kb - o.vsz_kb AS vsz_growth_kb, -- [KiB] how much more address space
	round((n.rss_kb - o.rss_kb) / nullif((julianday(p.new_utc) - julianday(p.old_utc)) * 24, 0), 1) AS rss_kb_per_hour -- [KiB/h] slope
FROM (SELECT t.host, t.source_id AS new_source_id, t.taken_utc AS new_utc,
		lag(t.source_id) OVER w AS old_source_id, lag(t.taken_utc) OVER w AS old_utc
	FROM (SELECT s.source_id, s.host, s.taken_utc,
			row_number() OVER (PARTITION BY coalesce('bundle ' || s.bundle_id, 'source ' || s.source_id) ORDER BY c.n DESC, s.source_id) AS nr
		FROM snapshot_machine AS s JOIN (SELECT source_id, count(*) AS n FROM process WHERE rss_kb IS NOT NULL GROUP BY source_id) AS c
			ON c.source_id = s.source_id
		WHERE s.taken_utc IS NOT NULL AND s.kind IN ('ps', 'top')) AS t
	WHERE t.nr = 1
	WINDOW w AS (PARTITION BY t.host ORDER BY t.taken_utc, t.source_id)) AS p
JOIN process AS n ON n.source_id = p.new_source_id AND n.rss_kb IS NOT NULL
JOIN process AS o ON o.source_id = p.old_source_id AND o.pid = n.pid AND o.comm IS n.comm AND o.rss_kb IS NOT NULL;
