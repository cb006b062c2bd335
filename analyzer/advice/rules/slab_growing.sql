-- id: slab_growing
-- severity: 3
-- title: Slab cache {cache} keeps growing
-- needs: slab_cache
-- meaning: Between two snapshots of the machine the cache won memory and did not give it back.
--   One that only grows is leaked by the kernel or a module, or is held by something in user
--   space (open files, sockets, mounts, cgroups).
-- threshold: 64 MiB more than in the earlier snapshot and half as much again, in a cache that
--   holds no dentries, inodes or buffers (those grow with the files that are read, and are
--   given back).
-- reference: Documentation/filesystems/proc.rst, slabinfo; the sizes are values of experience
-- kernels: all
-- evidence: {cache}: {old:count} objects at {old_utc}, {new:count} at {new_utc}:
--   {growth:bytes} more, {bytes:bytes} in all
-- remedy: Take a third snapshot to see whether it goes on; then find the caller: kmemleak, or
--   slab_debug=U,CACHE (slub_debug before Linux 6.9) and alloc_traces. Compare with the number
--   of open files, sockets and cgroups.
-- command: grep -w {cache} /proc/slabinfo
--   cat /sys/kernel/debug/slab/{cache}/alloc_traces | sort -rn | head -5
-- effects: The commands only read; slab_debug needs a reboot and costs memory and speed.
SELECT g.host, g.new_source_id AS source_id, NULL AS fault_id, g.name AS cache, g.old_objs AS old, g.new_objs AS new,
       substr(coalesce(g.old_utc, '?'), 1, 19) AS old_utc, substr(coalesce(g.new_utc, '?'), 1, 19) AS new_utc,
       g.bytes_growth AS growth, g.new_bytes AS bytes,
       g.old_source_id AS earlier_source_id
FROM slab_growth AS g
WHERE g.old_utc < g.new_utc AND g.old_objs > 0 AND g.bytes_growth >= 64 << 20 AND g.bytes_growth >= 0.5 * (g.new_bytes - g.bytes_growth)
  AND g.name NOT GLOB '*inode_cache*' AND g.name NOT IN ('dentry', 'buffer_head', 'radix_tree_node', 'inode_cache', 'xfs_inode', 'btrfs_inode')
  -- surely of one machine: its host is known, or there are no more than these two in their folder
  AND EXISTS (SELECT 1 FROM machine_source AS n JOIN machine_source AS o ON o.machine = n.machine AND o.kind = n.kind
              WHERE n.source_id = g.new_source_id AND o.source_id = g.old_source_id
                AND (n.host IS NOT NULL OR (SELECT count(*) FROM machine_source AS a
                                            WHERE a.machine = n.machine AND a.kind = n.kind) = 2))
ORDER BY g.bytes_growth DESC;
