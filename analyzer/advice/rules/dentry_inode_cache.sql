-- id: dentry_inode_cache
-- severity: 4
-- title: Dentries and inodes hold {part:pct} of RAM
-- needs: slab_cache, stat MemTotal
-- meaning: The kernel remembers files that were looked at (also names that did not exist). It
--   gives this back under pressure, but slowly: reclaim stalls, and millions of objects pin
--   pages all over memory.
-- threshold: Caches of dentries and inodes of 20 % of RAM or more.
-- reference: Documentation/admin-guide/sysctl/vm.rst, vfs_cache_pressure;
--   Documentation/admin-guide/sysctl/fs.rst, dentry-state; the share is a value of experience
-- kernels: all
-- evidence: {bytes:bytes} in {objects:count} objects of {caches}; {total:bytes} RAM
-- remedy: Find what walks over so many files (backup, indexing, a program that probes missing
--   names), and let the kernel reclaim this cache earlier.
-- command: sysctl -w vm.vfs_cache_pressure=200; cat /proc/sys/fs/dentry-state
--   echo 2 > /proc/sys/vm/drop_caches    # once, to see how much comes back
-- effects: Looking up files gets slower until the cache is warm again; drop_caches can hold
--   locks for seconds.
SELECT m.host, c.source_id, NULL AS fault_id, c.bytes, c.objects, c.caches, m.total, c.bytes / m.total AS part,
       m.source_id AS meminfo_source_id
FROM meminfo_now AS m
JOIN (SELECT ms.machine, s.source_id, sum(s.num_objs * s.objsize) * 1.0 AS bytes, sum(s.num_objs) AS objects,
             group_concat(s.name, ', ') AS caches
      FROM (SELECT * FROM slab_cache ORDER BY num_objs * objsize DESC, name) AS s
      JOIN machine_source AS ms USING (source_id)
      WHERE ms.age = 0 AND (s.name IN ('dentry', 'dentry_cache') OR s.name GLOB '*inode_cache' OR s.name = 'xfs_inode'
                            OR s.name IN ('btrfs_inode', 'nfs_inode_cache'))
        AND s.num_objs * s.objsize > 16 << 20
      GROUP BY ms.machine, s.source_id) AS c ON c.machine = m.machine
WHERE c.bytes >= 0.2 * m.total
ORDER BY part DESC, m.machine;
