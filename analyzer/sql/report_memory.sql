-- How the memory of each machine was doing when it was last looked at: from /proc/meminfo, and what else
-- was collected with it.  `problems` is NULL where nothing speaks of trouble.
WITH seen AS (
	SELECT s.id AS source_id, s.bundle_id, s.taken_utc, s.path,
	       coalesce(s.host, (SELECT b.host FROM bundle AS b WHERE b.id = s.bundle_id)) AS host
	FROM source AS s WHERE s.kind = 'meminfo'
), machine AS (
	SELECT n.*, p.*
	FROM (SELECT e.*, row_number() OVER (PARTITION BY coalesce(e.host, 'bundle ' || e.bundle_id, 'source ' || e.source_id)
			ORDER BY e.taken_utc DESC, e.source_id DESC) AS nr FROM seen AS e
		WHERE (:host IS NULL OR e.host GLOB :host)
			AND EXISTS (SELECT 1 FROM mem_stat AS m WHERE m.source_id = e.source_id AND m.node IS NULL AND m.name = 'MemTotal' AND m.value > 0)) AS n
	JOIN (SELECT m.source_id AS id,
			max(CASE m.name WHEN 'MemTotal' THEN m.value END) AS total_kb,
			coalesce(max(CASE m.name WHEN 'MemAvailable' THEN m.value END),
				total(CASE WHEN m.name IN ('MemFree', 'Buffers', 'Cached') THEN m.value END)) AS available_kb,
			max(CASE m.name WHEN 'SwapTotal' THEN m.value END) AS swap_kb,
			max(CASE m.name WHEN 'SwapFree' THEN m.value END) AS swap_free_kb,
			max(CASE m.name WHEN 'AnonPages' THEN m.value END) AS anon_kb,
			total(CASE WHEN m.name IN ('Buffers', 'Cached') THEN m.value END) AS cache_kb,
			max(CASE m.name WHEN 'Shmem' THEN m.value END) AS shmem_kb,
			max(CASE m.name WHEN 'Slab' THEN m.value END) AS slab_kb,
			max(CASE m.name WHEN 'SUnreclaim' THEN m.value END) AS slab_unreclaimable_kb,
			max(CASE m.name WHEN 'PageTables' THEN m.value END) AS pagetables_kb
		FROM mem_stat AS m WHERE m.node IS NULL AND m.fault_id IS NULL
		GROUP BY m.source_id) AS p ON p.id = n.source_id
	WHERE n.nr = 1
), fact AS (
	SELECT c.*,
	       u.unaccounted_percent,
	       (SELECT max(m.value) FROM source AS s JOIN mem_stat AS m ON m.source_id = s.id
		WHERE s.kind = 'psi' AND s.bundle_id = c.bundle_id AND m.name = 'memory.some.avg300') AS stall_percent,
	       (SELECT 100.0 * total(CASE WHEN b.page_order BETWEEN 9 AND 20 THEN b.free_blocks * (1 << b.page_order) END)
			/ nullif(total(CASE WHEN b.page_order BETWEEN 0 AND 20 THEN b.free_blocks * (1 << b.page_order) END), 0)
		FROM source AS s JOIN buddy_free AS b ON b.source_id = s.id
		WHERE s.kind = 'buddyinfo' AND s.bundle_id = c.bundle_id) AS large_percent,
	       (SELECT group_concat(t.name, ', ') FROM (SELECT k.name || printf(' %.1f MiB', k.num_objs * 1.0 * k.objsize / 1048576) AS name
		FROM source AS s JOIN slab_cache AS k ON k.source_id = s.id
		WHERE s.kind = 'slabinfo' AND s.bundle_id = c.bundle_id ORDER BY k.num_objs * 1.0 * k.objsize DESC, k.name LIMIT 2) AS t) AS slabs,
	       (SELECT group_concat(t.name, ', ') FROM (SELECT p.comm || printf(' %.1f MiB', p.rss_kb / 1024.0) AS name
		FROM source AS s JOIN process AS p ON p.source_id = s.id
		WHERE s.bundle_id = c.bundle_id AND s.id = (SELECT q.id FROM source AS q JOIN process AS r ON r.source_id = q.id
			WHERE q.bundle_id = c.bundle_id AND r.rss_kb > 0 GROUP BY q.id ORDER BY count(*) DESC, q.id LIMIT 1)
			AND p.rss_kb > 0 ORDER BY p.rss_kb DESC, p.pid LIMIT 2) AS t) AS processes
	FROM machine AS c LEFT JOIN mem_unaccounted AS u ON u.source_id = c.source_id
)
SELECT f.host AS host, f.path AS path, f.taken_utc AS taken_utc, f.source_id AS source_id,
       f.total_kb * 1024 AS total_bytes,
       100.0 * f.available_kb / f.total_kb AS available_percent,
       f.swap_kb * 1024 AS swap_bytes,
       100.0 * (f.swap_kb - f.swap_free_kb) / nullif(f.swap_kb, 0) AS swap_used_percent,
       100.0 * f.anon_kb / f.total_kb AS anon_percent,
       100.0 * (f.cache_kb - coalesce(f.shmem_kb, 0)) / f.total_kb AS cache_percent,
       100.0 * f.shmem_kb / f.total_kb AS shmem_percent,
       100.0 * f.slab_kb / f.total_kb AS slab_percent,
       100.0 * f.pagetables_kb / f.total_kb AS pagetables_percent,
       f.unaccounted_percent AS unaccounted_percent,
       f.stall_percent AS stall_percent, f.large_percent AS large_percent,
       f.slabs AS slabs, f.processes AS processes,
       nullif(ltrim(CASE WHEN f.available_kb < f.total_kb * 0.05 THEN ', almost nothing is available'
			WHEN f.available_kb < f.total_kb * 0.10 THEN ', little is available' ELSE '' END
		|| CASE WHEN f.swap_kb > 0 AND f.swap_free_kb < f.swap_kb * 0.10 THEN ', swap is full' ELSE '' END
		|| CASE WHEN f.stall_percent >= 10 THEN ', programs wait for memory' ELSE '' END
		|| CASE WHEN f.slab_unreclaimable_kb > f.total_kb * 0.15 THEN ', slab caches of the kernel hold much' ELSE '' END
		|| CASE WHEN f.pagetables_kb > f.total_kb * 0.05 THEN ', page tables hold much' ELSE '' END
		|| CASE WHEN f.unaccounted_percent > 10 AND f.unaccounted_percent * f.total_kb > 100 * 1048576 THEN ', much is in no counter' ELSE '' END
		|| CASE WHEN f.large_percent < 5 THEN ', what is free is in small pieces' ELSE '' END, ', '), '') AS problems,
       count(*) OVER () - :max_rows AS more
FROM fact AS f
ORDER BY problems IS NULL, f.host IS NULL, f.host, f.source_id
LIMIT :max_rows;
