-- One fault in full.  Each statement is a section of the document: its first column is the section's
-- name (its key in JSON), its second how it is printed:
--   fields  each row as name and value, those without value left out
--   table   rows under the names of their columns
--   lines   column 3 is a heading, printed when it changes, column 4 a line below it
--   log     column 3 the numbers of the lines as ranges, column 4 the raw lines
--   json    in JSON only
-- Sections printed as lines or log are left out of JSON, which has the rows themselves.

SELECT 'fault' AS section, 'fields' AS layout, f.title, f.kind, f.bug_type, f.severity, f.id, f.key,
       CASE WHEN f.event_id <> f.id THEN f.event_id END AS event_id, f.group_id,
       (SELECT count(*) FROM fault_event AS o WHERE o.group_id = f.group_id) AS group_events,
       f.caused_by, f.message, f.function, f.module, f.file, f.line, f.access, f.access_size,
       f.address, f.comm, f.pid, f.uid, f.cpu, f.duration_s, f.task_state, f.blocker, f.workqueue,
       f.preempt_count, f.oops_text, f.taint, f.kernel_release, f.kernel_version, f.arch,
       f.hardware, f.host, f.time_utc,
       CASE WHEN f.time_local THEN 'local time of an unknown zone' END AS time_zone, f.time_boot,
       s.path AS source, f.source_id, f.boot_id, f.first_line, f.last_line, f.first_byte,
       f.last_byte, f.corrupted, f.corrupted_reason, f.signature, f.detail, f.code
FROM fault AS f JOIN source AS s ON s.id = f.source_id
WHERE f.id = :id;

SELECT 'taint' AS section, 'table' AS layout, t.letter, t.meaning
FROM fault_taint AS t WHERE t.fault_id = :id ORDER BY t.letter;

SELECT 'follows_from' AS section, 'table' AS layout, c.id, c.kind, c.title, c.time_boot
FROM fault AS f JOIN fault AS c ON c.id = f.caused_by WHERE f.id = :id;

SELECT 'led_to' AS section, 'table' AS layout, c.id, c.kind, c.title, c.time_boot
FROM fault AS c WHERE c.caused_by = :id ORDER BY c.first_byte, c.id;

SELECT 'sightings' AS section, 'table' AS layout, o.id, s.path AS source, o.first_line, o.last_line,
       o.time_utc
FROM fault AS f JOIN fault AS o ON o.event_id = f.event_id JOIN source AS s ON s.id = o.source_id
WHERE f.id = :id AND (SELECT count(*) FROM fault AS x WHERE x.event_id = f.event_id) > 1
ORDER BY s.path, o.first_line;

SELECT 'memory_object' AS section, 'fields' AS layout, cache, object_size, object_address,
       object_offset, located, region, alloc_pid, alloc_comm, alloc_cpu, alloc_time, free_pid,
       free_comm, free_cpu, free_time, memory_state, page
FROM memory_object WHERE fault_id = :id;

SELECT 'slub_report' AS section, 'fields' AS layout, cache, problem, slab_address, object_address,
       slab_offset, objects, used, flags, free_pointer, bytes, dump, fix, alloc_function,
       alloc_pid, alloc_cpu, alloc_age, free_function, free_pid, free_cpu, free_age
FROM slub_report WHERE fault_id = :id;

SELECT 'oom' AS section, 'fields' AS layout, trigger_comm, trigger_pid, gfp_mask, gfp_flags,
       page_order, oom_score_adj, constraint_kind, nodemask, cpuset, mems_allowed, oom_memcg,
       task_memcg, memcg_usage_kb, memcg_limit_kb, memcg_failcnt, swap_usage_kb, swap_limit_kb,
       pages_ram, pages_highmem, pages_reserved, free_swap_kb, total_swap_kb
FROM oom WHERE fault_id = :id;

SELECT 'oom_kill' AS section, 'table' AS layout, pid, comm, uid, total_vm_kb, anon_rss_kb,
       file_rss_kb, shmem_rss_kb, pgtables_kb, oom_score_adj, score
FROM oom_kill WHERE fault_id = :id ORDER BY position;

SELECT 'page_alloc_failure' AS section, 'fields' AS layout, comm, page_order, gfp_mask, gfp_flags,
       nodemask, cpuset, mems_allowed, stall_ms, vmalloc_bytes
FROM page_alloc_failure WHERE fault_id = :id;

SELECT 'kmemleak_object' AS section, 'table' AS layout, position, address, size, comm, pid, jiffies,
       age_s, checksum
FROM kmemleak_object WHERE fault_id = :id ORDER BY position;

SELECT 'held_lock' AS section, 'table' AS layout, role, position, pid, comm, lock, usage, address,
       function
FROM held_lock WHERE fault_id = :id ORDER BY row_no;

SELECT 'stacks' AS section, 'lines' AS layout,
       s.role || ' stack' || coalesce(', CPU ' || s.cpu, '') || coalesce(', ' || s.comm, '')
       || coalesce(' (pid ' || s.pid || ')', '') || coalesce(': ' || s.title, '')
       || CASE WHEN s.stack_no THEN printf('  #%d', s.stack_no) ELSE '' END AS heading,
       CASE WHEN fr.depth IS NULL THEN '(no frames)' ELSE printf('%3d  ', fr.depth)
            || CASE fr.reliable WHEN 0 THEN '? ' ELSE '' END
            || coalesce(fr.function, fr.address, '?')
            || CASE WHEN fr.function IS NULL OR fr.offset IS NULL THEN ''
               WHEN fr.size IS NULL THEN printf('+0x%x', fr.offset)
               ELSE printf('+0x%x/0x%x', fr.offset, fr.size) END
            || coalesce(' [' || fr.module || ']', '')
            || coalesce(' ' || fr.file || coalesce(':' || fr.line, ''), ' one of ' || fr.candidates, '')
            || CASE fr.inlined WHEN 1 THEN ' (inlined)' ELSE '' END
            || CASE fr.in_irq WHEN 1 THEN ' (irq)' ELSE '' END
            || CASE fr.in_nmi WHEN 1 THEN ' (nmi)' ELSE '' END END AS line
FROM stack AS s LEFT JOIN frame AS fr ON fr.fault_id = :id AND fr.stack_no = s.stack_no
WHERE s.fault_id = :id ORDER BY s.stack_no, fr.depth;

SELECT 'stack' AS section, 'json' AS layout, stack_no, role, cpu, pid, comm, title
FROM stack WHERE fault_id = :id ORDER BY stack_no;

SELECT 'frame' AS section, 'json' AS layout, stack_no, stack, depth, function, offset, size, module,
       address, build_id, reliable, inlined, file, line, column_no, knowledge, candidates
FROM frame WHERE fault_id = :id ORDER BY stack_no, depth;

SELECT 'registers' AS section, 'lines' AS layout,
       CASE WHEN count(*) OVER () > 0 THEN coalesce((SELECT 'of the ' || s.role || ' stack #' || s.stack_no
            FROM stack AS s WHERE s.fault_id = :id AND s.stack_no = reg.stack_no
            AND (SELECT count(DISTINCT stack_no) FROM register WHERE fault_id = :id) > 1), '') END AS heading,
       group_concat(printf('%-6s %-16s', reg.name, coalesce(reg.value, '-')), '  ') AS line
FROM (SELECT name, value, stack_no, row_no,
             (row_number() OVER (PARTITION BY stack_no ORDER BY row_no) - 1) / 3 AS part
      FROM register WHERE fault_id = :id) AS reg
GROUP BY reg.stack_no, reg.part ORDER BY reg.stack_no, reg.part;

SELECT 'code' AS section, 'lines' AS layout,
       coalesce((SELECT coalesce('`' || o.instruction || '`: ', '') || o.meaning FROM fault_operand AS o
                 WHERE o.fault_id = :id AND o.position = 0), '') AS heading,
       printf('%s %+5d  %-24s %s%s', CASE c.is_fault WHEN 1 THEN '=>' ELSE '  ' END, c.offset, c.bytes,
              coalesce(c.instruction, '?'), CASE c.is_sure WHEN 0 THEN '  (perhaps)' ELSE '' END) AS line
FROM fault_code AS c WHERE c.fault_id = :id ORDER BY c.position;

SELECT 'fault_code' AS section, 'json' AS layout, position, offset, bytes, instruction, is_fault, is_sure
FROM fault_code WHERE fault_id = :id ORDER BY position;

SELECT 'instruction_pointer' AS section, 'fields' AS layout, o.effective_address AS address, o.meaning
FROM fault_operand AS o WHERE o.fault_id = :id AND o.position = 0
	AND NOT EXISTS (SELECT 1 FROM fault_code AS c WHERE c.fault_id = :id);

SELECT 'fault_operand' AS section, 'table' AS layout, register, value, class, meaning
FROM fault_operand WHERE fault_id = :id AND register IS NOT NULL ORDER BY position;

SELECT 'operand' AS section, 'json' AS layout, position, instruction, operand, register, value,
       effective_address, class, meaning
FROM fault_operand WHERE fault_id = :id ORDER BY position;

SELECT 'register' AS section, 'json' AS layout, stack_no, name, value
FROM register WHERE fault_id = :id ORDER BY row_no;

SELECT 'zone_state' AS section, 'table' AS layout, node, zone, free_pages, min_pages, low_pages,
       high_pages, present_pages, managed_pages
FROM zone_state WHERE fault_id = :id ORDER BY row_no;

SELECT 'buddy_free' AS section, 'table' AS layout, node, zone,
       sum(free_blocks) FILTER (WHERE page_order = 0) AS "o0",
       sum(free_blocks) FILTER (WHERE page_order = 1) AS "o1",
       sum(free_blocks) FILTER (WHERE page_order = 2) AS "o2",
       sum(free_blocks) FILTER (WHERE page_order = 3) AS "o3",
       sum(free_blocks) FILTER (WHERE page_order = 4) AS "o4",
       sum(free_blocks) FILTER (WHERE page_order = 5) AS "o5",
       sum(free_blocks) FILTER (WHERE page_order = 6) AS "o6",
       sum(free_blocks) FILTER (WHERE page_order = 7) AS "o7",
       sum(free_blocks) FILTER (WHERE page_order = 8) AS "o8",
       sum(free_blocks) FILTER (WHERE page_order = 9) AS "o9",
       sum(free_blocks) FILTER (WHERE page_order = 10) AS "o10"
FROM buddy_free WHERE fault_id = :id GROUP BY node, zone ORDER BY min(row_no);

SELECT 'mem_stat' AS section, 'table' AS layout, node, name, value, unit
FROM mem_stat WHERE fault_id = :id ORDER BY row_no;

SELECT 'oom_task' AS section, 'table' AS layout, pid, uid, tgid, comm, total_vm_pages, rss_pages,
       pgtables_bytes, swapents, oom_score_adj
FROM oom_task WHERE fault_id = :id ORDER BY rss_pages DESC, position;

SELECT 'modules' AS section, 'fields' AS layout, modules
FROM fault WHERE id = :id AND modules IS NOT NULL;

SELECT 'log' AS section, 'log' AS layout, excerpt_lines, excerpt
FROM fault WHERE id = :id AND excerpt IS NOT NULL;

SELECT 'excerpt' AS section, 'json' AS layout, first_line, last_line, excerpt_lines, excerpt
FROM fault WHERE id = :id AND excerpt IS NOT NULL;
