-- One fault with what a reader of a report wants to know of it.
SELECT f.id AS fault_id, f.key AS key, f.kind AS kind, f.message AS message,
       f.bug_type AS bug_type, f.function AS function, f.module AS module, f.file AS file,
       f.line AS line, f.access AS access, f.access_size AS access_size, f.address AS address,
       f.comm AS comm, f.pid AS pid, f.cpu AS cpu, f.duration_s AS duration_s, f.taint AS taint,
       f.kernel_release AS kernel_release, f.arch AS arch, f.hardware AS hardware,
       f.host AS host, f.time_boot AS time_boot, f.time_utc AS time_utc,
       f.workqueue AS workqueue, f.blocker AS blocker, f.first_line AS first_line,
       f.last_line AS last_line, f.corrupted AS corrupted,
       f.corrupted_reason AS corrupted_reason, s.path AS source_path,
       (SELECT count(*) FROM fault AS o WHERE o.event_id = f.event_id) AS sightings,
       CASE f.kind WHEN 'oom' THEN f.excerpt ELSE substr(f.excerpt, 1, 16384) END AS excerpt, f.excerpt_lines AS excerpt_lines,
       coalesce(m.cache, l.cache) AS cache, m.object_size AS object_size,
       coalesce(m.object_address, l.object_address) AS object_address,
       m.object_offset AS object_offset, m.located AS located, m.region AS region,
       m.alloc_comm AS alloc_comm, coalesce(m.alloc_pid, l.alloc_pid) AS alloc_pid,
       m.free_comm AS free_comm, coalesce(m.free_pid, l.free_pid) AS free_pid,
       (SELECT group_concat(victim, ', ')
        FROM (SELECT coalesce(k.comm, '?') || ' (pid ' || coalesce(k.pid, '?') || coalesce(', '
	             || ((k.anon_rss_kb + coalesce(k.file_rss_kb, 0) + coalesce(k.shmem_rss_kb, 0)) / 1024)
	             || ' MiB resident', '')
	             || ')' AS victim
              FROM oom_kill AS k WHERE k.fault_id = f.id ORDER BY k.position LIMIT 5)) AS oom_victims,
       (SELECT group_concat(task, ', ')
        FROM (SELECT coalesce(t.comm, '?') || ' (pid ' || coalesce(t.pid, '?') || printf(', %,d pages resident)', t.rss_pages) AS task
              FROM oom_task AS t WHERE t.fault_id = f.id AND t.rss_pages > 0
              ORDER BY t.rss_pages DESC, t.position LIMIT 3)) AS oom_largest,
       CASE WHEN o.oom_memcg IS NOT NULL THEN 'memory cgroup ' || o.oom_memcg
            WHEN o.constraint_kind = 'CONSTRAINT_CPUSET' THEN 'cpuset ' || coalesce(o.cpuset, '')
            WHEN o.constraint_kind = 'CONSTRAINT_MEMORY_POLICY' THEN 'memory policy, nodes ' || coalesce(o.nodemask, '?')
            WHEN o.constraint_kind = 'CONSTRAINT_MEMCG' THEN 'a memory cgroup'
            WHEN o.fault_id IS NOT NULL AND (o.constraint_kind = 'CONSTRAINT_NONE' OR o.pages_ram IS NOT NULL) THEN 'the whole machine'
       END AS oom_where,
       o.memcg_limit_kb AS oom_limit_kb,
       coalesce(o.gfp_mask, p.gfp_mask) AS gfp_mask, coalesce(o.gfp_flags, p.gfp_flags) AS gfp_flags,
       coalesce(o.page_order, p.page_order) AS page_order, l.problem AS slub_problem,
       (SELECT nullif(count(*), 0) FROM kmemleak_object AS k WHERE k.fault_id = f.id) AS leaks,
       (SELECT sum(k.size) FROM kmemleak_object AS k WHERE k.fault_id = f.id) AS leaked_bytes
FROM fault AS f
JOIN source AS s ON s.id = f.source_id
LEFT JOIN memory_object AS m ON m.fault_id = f.id
LEFT JOIN slub_report AS l ON l.fault_id = f.id
LEFT JOIN oom AS o ON o.fault_id = f.id
LEFT JOIN page_alloc_failure AS p ON p.fault_id = f.id
WHERE f.id = :fault_id;
