-- id: hung_under_pressure
-- severity: 2
-- title: Tasks hang because memory is short
-- needs: fault, frame
-- meaning: The hung task was reclaiming memory itself, or waited for the swap device or for a
--   cgroup to come below its limit. The disk or lock it seems to wait for is not at fault.
-- threshold: A hung task report whose stack holds a function of direct reclaim, of swapping
--   in, or of the throttling of cgroups.
-- reference: mm/page_alloc.c, __alloc_pages_direct_reclaim(); mm/vmscan.c,
--   throttle_direct_reclaim(); mm/memcontrol.c, mem_cgroup_handle_over_high(), Linux 6.1
-- kernels: all
-- evidence: {comm} (pid {pid}) hung{duration} in {function}{at}
-- remedy: Treat it as lack of memory: see the other advice, /proc/pressure/memory, and the
--   largest processes at that time. Of cgroups raise memory.high, or set memory.max alone.
-- command: cat /proc/pressure/memory; ps -eo pid,comm,rss --sort=-rss | head
--   grep -H . /sys/fs/cgroup/*.slice/memory.high
-- effects: The commands only read.
SELECT f.host, f.source_id, f.id AS fault_id, coalesce(f.comm, '?') AS comm, f.pid, min(r.function) AS function,
       coalesce(' for ' || CAST(f.duration_s AS INTEGER) || ' s', '') AS duration,
       coalesce(' at ' || substr(f.time_utc, 1, 19), '') AS at
FROM fault_event AS f JOIN frame AS r ON r.fault_id = f.id
WHERE f.kind = 'hung_task' AND r.reliable
  AND r.function IN ('try_to_free_pages', 'shrink_node', 'shrink_zone', 'do_try_to_free_pages',
                     '__alloc_pages_direct_reclaim', 'throttle_direct_reclaim', 'try_to_free_mem_cgroup_pages',
                     'mem_cgroup_handle_over_high', 'swap_readpage', 'swap_read_folio', 'swapin_readahead',
                     'do_swap_page', 'mem_cgroup_oom_synchronize', '__alloc_pages_slowpath.constprop.0',
                     '__alloc_pages_slowpath', 'congestion_wait', 'reclaim_throttle')
GROUP BY f.id
ORDER BY f.time_utc, f.key;
