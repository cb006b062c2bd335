-- What the views make of one fault of memory, as lines of a label and a text.
SELECT label, value FROM (
SELECT 1 AS seq, 'why' AS label, CASE s.why
		WHEN 'below watermark' THEN 'less is free than the request must leave: ' || (
			SELECT group_concat(zone, '; ') FROM (SELECT z.zone || ' of node ' || z.node || ' has ' || z.free_pages
				|| ' pages free, needs more than ' || z.required_pages
				|| CASE WHEN z.reserve_pages > 0 THEN printf(' (min %d, lowmem_reserve %d)', z.required_pages - z.reserve_pages, z.reserve_pages) ELSE '' END AS zone
				FROM zone_replay AS z WHERE z.fault_id = s.fault_id AND z.allowed AND z.state = 'below watermark' LIMIT 4))
		WHEN 'no block of that order' THEN printf('enough is free, but in pieces: no block of %d pages', s.requested_pages)
		WHEN 'memcg' THEN CASE WHEN s.memcg_limit_kb IS NULL THEN 'the limit of a memory cgroup is reached'
			ELSE printf('the cgroup''s limit of %.1f MiB is reached', s.memcg_limit_kb / 1024.0) END
		WHEN 'cpuset' THEN 'the nodes of the cpuset have no memory left'
		WHEN 'mempolicy' THEN 'the nodes of the memory policy have no memory left'
		WHEN 'manual' THEN 'asked for by SysRq, not for lack of memory'
		WHEN 'daemon' THEN 'a program that watches memory killed before the kernel had to'
		WHEN 'enough when printed' THEN 'when it was printed there was enough: memory came free meanwhile' END AS value
FROM oom_summary AS s WHERE s.fault_id = :fault_id
UNION ALL
SELECT 2, 'choice', CASE
		WHEN s.victims = 0 AND s.worst_comm IS NOT NULL THEN s.worst_comm || ' (pid ' || s.worst_pid || ') has the highest badness'
		WHEN s.choice_is_worst = 1 THEN s.worst_comm || ' (pid ' || s.worst_pid || ') has the highest badness and was killed'
		WHEN s.choice_is_worst = 0 THEN s.worst_comm || ' (pid ' || s.worst_pid || ') has the highest badness, but another task was killed' END
	|| coalesce((SELECT '; protected: ' || group_concat(c.comm || printf(' (%.1f MiB)', c.rss_pages * s.page_kb / 1024.0), ', ')
		FROM (SELECT comm, rss_pages FROM oom_candidate WHERE fault_id = :fault_id AND oom_score_adj < 0
			AND rss_pages * s.page_kb * 10 > s.total_kb ORDER BY rss_pages DESC LIMIT 3) AS c), '')
FROM oom_summary AS s WHERE s.fault_id = :fault_id
UNION ALL
SELECT 3, 'memory', (SELECT group_concat(part, ', ') FROM (
		SELECT p.name || printf(' %.1f %%', p.percent) AS part FROM (
			SELECT 'anonymous' AS name, s.anon_percent AS percent
			UNION ALL SELECT 'page cache', s.file_percent
			UNION ALL SELECT 'shared', s.shmem_percent
			UNION ALL SELECT 'reclaimable slab', s.slab_reclaimable_percent
			UNION ALL SELECT 'unreclaimable slab', s.slab_unreclaimable_percent
			UNION ALL SELECT 'page tables', s.pagetables_percent
			UNION ALL SELECT 'kernel stacks', s.kernel_stack_percent
			UNION ALL SELECT 'huge pages', s.hugetlb_percent
			UNION ALL SELECT 'in no counter', s.unaccounted_percent) AS p
		WHERE p.percent >= 1 ORDER BY p.percent DESC))
	|| printf(' of %.1f MiB', s.total_kb / 1024.0)
	|| CASE WHEN s.total_swap_kb > 0 THEN printf('; swap %.0f %% used', s.used_swap_percent)
		WHEN s.total_swap_kb = 0 THEN '; no swap' ELSE '' END
FROM oom_summary AS s WHERE s.fault_id = :fault_id AND s.total_kb > 0
UNION ALL
SELECT 4, 'consumers', (SELECT group_concat(part, ', ') FROM (
		SELECT c.comm || printf(' %.1f MiB', c.rss_kb / 1024.0) || CASE WHEN c.tasks > 1 THEN printf(' in %d tasks', c.tasks) ELSE '' END AS part
		FROM oom_by_comm AS c WHERE c.fault_id = :fault_id AND c.rss_kb > 0 ORDER BY c.rss_kb DESC, c.comm LIMIT 3))
FROM oom AS o WHERE o.fault_id = :fault_id
UNION ALL
SELECT 5, 'storm', printf('%d times in this boot', t.events)
	|| CASE WHEN t.span_s > 0 THEN printf(', within %.1f s', t.span_s) ELSE '' END
	|| CASE WHEN t.repeats > 0 THEN printf('; the same program died again %d time%s', t.repeats, CASE t.repeats WHEN 1 THEN '' ELSE 's' END) ELSE '' END
	|| CASE WHEN abs(t.anon_growth_kb) >= 1024 THEN printf('; anonymous memory %+.1f MiB from the first to the last', t.anon_growth_kb / 1024.0) ELSE '' END
	|| CASE WHEN abs(t.slab_growth_kb) >= 1024 THEN printf('; slab %+.1f MiB', t.slab_growth_kb / 1024.0) ELSE '' END
	|| CASE WHEN abs(t.unaccounted_growth_kb) >= 1024 THEN printf('; in no counter %+.1f MiB', t.unaccounted_growth_kb / 1024.0) ELSE '' END
FROM (SELECT count(*) AS events, sum(m.repeat_victim) AS repeats, sum(m.interval_s) AS span_s,
		sum(m.anon_growth_kb) AS anon_growth_kb, sum(m.slab_growth_kb) AS slab_growth_kb,
		sum(m.unaccounted_growth_kb) AS unaccounted_growth_kb
	FROM oom_storm AS m
	WHERE m.boot_id = (SELECT d.boot_id FROM fault_derived AS d WHERE d.fault_id = :fault_id)
		AND EXISTS (SELECT 1 FROM oom AS o WHERE o.fault_id = :fault_id)) AS t
WHERE t.events > 1
UNION ALL
SELECT 1, 'why', CASE p.why
		WHEN 'below watermark' THEN printf('less is free than the request must leave: %d pages free, needs more than %d', p.free_pages, p.required_pages)
		WHEN 'no block of that order' THEN printf('%d pages are free, but in pieces: the largest free block is of order %d', p.free_pages, p.largest_order)
			|| CASE WHEN p.fragmentation_index >= 0 THEN printf(', fragmentation index %.2f', p.fragmentation_index) ELSE '' END
		WHEN 'larger than any block' THEN 'larger than any block that the buddy allocator has'
		WHEN 'enough when printed' THEN 'when it was printed there was enough: memory came free meanwhile' END
FROM page_alloc_summary AS p WHERE p.fault_id = :fault_id
UNION ALL
SELECT 1, 'overwritten', printf('%d byte%s at offset %d of the object', s.bad_bytes, CASE s.bad_bytes WHEN 1 THEN '' ELSE 's' END, s.first_bad)
	|| coalesce(': ' || s.found, '') || coalesce(' (' || s.found_name || ')', ' ("' || s.found_text || '")', '')
	|| coalesce(' instead of ' || s.expected || coalesce(' (' || s.expected_name || ')', ''), '')
	|| CASE WHEN s.single_bit THEN '; one bit differs: faulty memory?' ELSE '' END
FROM slub_summary AS s WHERE s.fault_id = :fault_id AND s.first_bad IS NOT NULL AND s.bad_bytes IS NOT NULL
UNION ALL
SELECT 2, 'suspect', s.suspect || ' ' || s.reason
FROM slub_summary AS s WHERE s.fault_id = :fault_id
UNION ALL
SELECT 1, 'instruction', coalesce('`' || o.instruction || '` ', '') || o.meaning
FROM fault_operand AS o JOIN fault AS f ON f.id = o.fault_id
WHERE o.fault_id = :fault_id AND o.position = 0
	AND (o.class IN ('null', 'poison', 'error', 'non-canonical', 'division') OR o.effective_address = f.address)
UNION ALL
-- known_issue_match, of one group: the view itself is not searched by a group that is looked up
SELECT 0, 'known', (SELECT group_concat(text, ' | ') FROM (SELECT t.text FROM known_issue_text AS t WHERE t.known_issue_id IN (
		SELECT m.known_issue_id FROM group_title AS g JOIN known_issue_mark AS m ON m.kind = 'title' AND m.text = g.title
		WHERE g.group_id = (SELECT d.group_id FROM fault_derived AS d WHERE d.fault_id = :fault_id)
		UNION
		SELECT m.known_issue_id FROM fault_derived AS o JOIN fault_ureport AS u ON u.fault_id = o.fault_id
		JOIN known_issue_mark AS m ON m.kind = 'duphash' AND m.text = u.duphash
		WHERE o.group_id = (SELECT d.group_id FROM fault_derived AS d WHERE d.fault_id = :fault_id))
	ORDER BY t.text LIMIT 3))
UNION ALL
SELECT 1, 'shadow', k.value || coalesce(' (' || k.name || '): ' || k.meaning, '')
FROM kasan_shadow AS k WHERE k.fault_id = :fault_id AND k.name IS NOT NULL
) WHERE value IS NOT NULL AND value <> ''
ORDER BY seq, label;
