-- id: oom_swap_unused
-- severity: 3
-- title: Memory ran out although most of the swap was free
-- needs: oom
-- meaning: The kernel kills with swap left when it may not or cannot move pages there:
--   vm.swappiness is 0, the memory is locked or shared with a device, the request was confined
--   to one zone or node, or memory was taken faster than the disk could write.
-- threshold: A global OOM event below the watermarks with half of the swap or more free.
-- reference: Documentation/admin-guide/sysctl/vm.rst, swappiness; mm/vmscan.c,
--   get_scan_count(), Linux 6.1: with swappiness 0 anonymous memory is not scanned unless the
--   zone is nearly out of file pages
-- kernels: 3.5 and later for swappiness 0
-- evidence: {victim} killed{at} with {free:kb} of {total:kb} swap free; unevictable
--   {locked:kb}{setting}
-- remedy: Set vm.swappiness to 10 or more if it is 0; look for locked memory (Mlocked,
--   Unevictable in /proc/meminfo; VmLck of processes) and for memory.swap.max = 0 of cgroups;
--   put swap on a faster device.
-- command: sysctl vm.swappiness; grep -H . /sys/fs/cgroup/*.slice/memory.swap.max
--   grep -H VmLck /proc/[0-9]*/status | sort -k2 -n | tail -5
--   sysctl -w vm.swappiness=60; echo vm.swappiness=60 > /etc/sysctl.d/90-swappiness.conf
-- effects: More swapping: a database whose heap is swapped out answers slowly. Memory locked
--   on purpose stays where it is.
SELECT f.host, f.source_id, f.id AS fault_id, coalesce(s.victim_comms, 'nobody') AS victim,
       coalesce(' at ' || substr(f.time_utc, 1, 19), '') AS at, s.total_swap_kb AS total,
       s.total_swap_kb - s.used_swap_kb AS free, m.unevictable_kb AS locked,
       coalesce('; vm.swappiness = ' || w.value, '') AS setting,
       w.source_id AS setting_source_id
FROM fault_event AS f JOIN oom_summary AS s ON s.fault_id = f.id JOIN oom_memory AS m ON m.fault_id = f.id
LEFT JOIN machine_source AS ms ON ms.source_id = f.source_id
LEFT JOIN setting_now AS w ON w.machine = ms.machine AND w.name = 'vm.swappiness'
WHERE s.kind = 'global' AND s.why = 'below watermark' AND s.total_swap_kb > 0
  AND s.used_swap_kb <= 0.5 * s.total_swap_kb
ORDER BY f.time_utc DESC, f.key DESC;
