-- id: unaccounted_memory
-- severity: 3
-- title: {part:pct} of RAM is in no counter
-- needs: stat MemTotal
-- meaning: Pages that drivers take for themselves (network and storage buffers, metadata of
--   XFS, GPU, balloons of hypervisors, vmalloc before Linux 5.3) appear in no line of
--   /proc/meminfo. If their sum grows, a driver leaks.
-- threshold: MemTotal less all that is counted (free, page cache, anonymous memory, slab, page
--   tables, stacks, per-CPU, vmalloc, huge pages) of 10 % of RAM and 1 GiB or more.
-- reference: Documentation/filesystems/proc.rst, meminfo; the share of 10 % is the one that
--   support engineers use in the field (memstate of oled-tools)
-- kernels: 2.6.32 and later
-- evidence: {missing:bytes} of {total:bytes}{what} is neither free nor page cache, anonymous
--   memory, slab, page tables, stacks, per-CPU, vmalloc nor huge pages
-- remedy: Look for a balloon (virtual machines: `virsh dommemstat`, VMware and Hyper-V balloon
--   drivers), then for drivers: booted with page_owner=on the kernel tells who took each page.
-- command: grep -iE 'balloon|unaccepted' /proc/meminfo; lsmod | grep -iE 'balloon|nvidia|hv_'
--   sort -k1 -rn /proc/allocinfo 2>/dev/null | head    # Linux 6.10, with memory allocation profiling
--   cat /sys/kernel/debug/page_owner > page_owner.txt  # after booting with page_owner=on
-- effects: page_owner costs 1 to 2 % of RAM and some speed; the other commands only read.
SELECT host, source_id, fault_id, missing, total, missing / total AS part, what
FROM (SELECT m.host, m.source_id, NULL AS fault_id, m.total, '' AS what,
             m.total - m.free - m.cached - coalesce(m.buffers, 0) - coalesce(m.swap_cached, 0) - m.anon
             - coalesce(m.k_reclaimable + m.unreclaimable, m.slab) - coalesce(m.page_tables, 0)
             - coalesce(m.kernel_stack, 0) - coalesce(m.percpu, 0) - coalesce(m.vmalloc, 0)
             - coalesce(m.zswap, 0)
             - coalesce(m.hugetlb, m.huge_pages * m.huge_size, 0) AS missing
      FROM meminfo_now AS m
      UNION ALL
      SELECT f.host, f.source_id, f.id, s.total_kb * 1024.0,
             ' (OOM event' || coalesce(' at ' || substr(f.time_utc, 1, 19), '') || ')', s.unaccounted_kb * 1024.0
      FROM fault_event AS f JOIN oom_summary AS s ON s.fault_id = f.id WHERE s.kind = 'global')
WHERE missing >= 0.1 * total AND missing >= 1 << 30
ORDER BY missing DESC;
