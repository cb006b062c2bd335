-- id: slab_share
-- severity: 3
-- title: Unreclaimable slab holds {part:pct} of RAM; most of it in cache {cache}
-- needs: stat SUnreclaim, stat MemTotal, slab_cache
-- meaning: Slab memory that cannot be reclaimed belongs to kernel objects that something still
--   holds. It is no process's memory: killing processes does not give it back. A share that
--   grows from day to day is a leak in the kernel or in a module.
-- threshold: SUnreclaim at 10 % of MemTotal or more, and a cache that holds a tenth of that.
--   Healthy machines of this size hold 1 to 4 %; the kernel prints its slab table in OOM
--   reports from Linux 4.15 on when unreclaimable slab is more than all user memory.
-- reference: Documentation/filesystems/proc.rst, SUnreclaim; mm/oom_kill.c,
--   should_dump_unreclaim_slab(), Linux 6.1; the share of 10 % is a value of experience
-- kernels: 2.6.19 and later
-- evidence: SUnreclaim {unreclaim:bytes} of {total:bytes}; {cache}: {cache_bytes:bytes} in
--   {objects:count} objects of {objsize} bytes, {used:pct} of them in use
-- remedy: Find who allocates from the cache: run with slab tracking (slab_debug=U,{cache};
--   before Linux 6.9 slub_debug) or trace kmem_cache_alloc, and see whether the count comes
--   down when the suspected service or module stops. kmalloc-N caches are shared by many:
--   kmemleak tells their owners apart.
-- command: slabtop -o -s c | head -15
--   cat /sys/kernel/debug/slab/{cache}/alloc_traces | sort -rn | head -5
--   bpftrace -e 'kprobe:kmem_cache_alloc { @[kstack(5)] = count(); }'
-- effects: slab_debug needs a reboot and costs memory and speed; the other commands only read.
SELECT u.host, c.source_id, NULL AS fault_id, u.bytes AS unreclaim, t.bytes AS total,
       u.bytes / t.bytes AS part, c.name AS cache, c.cache_bytes, c.num_objs AS objects, c.objsize,
       1.0 * c.active_objs / nullif(c.num_objs, 0) AS used, u.source_id AS meminfo_source_id
FROM stat_now AS u
JOIN stat_now AS t ON t.machine = u.machine AND t.name = 'MemTotal' AND t.kind = u.kind AND t.node IS NULL
JOIN (SELECT m.machine, s.*, s.num_objs * s.objsize AS cache_bytes,
             row_number() OVER (PARTITION BY m.machine ORDER BY s.num_objs * s.objsize DESC, s.name) AS n
      FROM slab_cache AS s JOIN machine_source AS m USING (source_id)
      WHERE m.age = 0
        -- caches of file systems and directories are mostly reclaimable
        AND s.name NOT GLOB '*inode_cache' AND s.name NOT IN ('dentry', 'buffer_head', 'radix_tree_node')
     ) AS c ON c.machine = u.machine AND c.n = 1
WHERE u.name = 'SUnreclaim' AND u.node IS NULL AND t.bytes > 0 AND u.bytes >= 0.1 * t.bytes
  AND c.cache_bytes >= 0.1 * u.bytes
ORDER BY part DESC, u.machine;
