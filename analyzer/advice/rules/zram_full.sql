-- id: zram_full
-- severity: 3
-- title: Compressed swap {device} is full, and there is no other
-- needs: stat swaps
-- meaning: zram keeps swapped pages in RAM. When it is full nothing more can be swapped; what
--   it holds takes memory itself, and with data that does not compress it saves nothing.
-- threshold: All swap is on zram and 90 % of it or more is used.
-- reference: Documentation/admin-guide/blockdev/zram.rst (mm_stat, writeback); the share is a
--   value of experience
-- kernels: 3.14 and later
-- evidence: {used:kb} of {size:kb} used
-- remedy: Add a disk to back it (writeback of idle pages) or as swap of lower priority; see
--   whether the data compresses at all (orig_data_size against mem_used_total).
-- command: zramctl; cat /sys/block/zram0/mm_stat
--   fallocate -l 4G /swapfile && chmod 600 /swapfile && mkswap /swapfile && swapon -p 0 /swapfile
-- effects: What goes to the disk is slower to come back.
SELECT u.host, u.source_id, NULL AS fault_id, substr(u.name, 1, length(u.name) - 5) AS device,
       u.bytes / 1024 AS used, z.bytes / 1024 AS size
FROM stat_now AS u
JOIN stat_now AS z ON z.machine = u.machine AND z.kind = u.kind AND z.name = substr(u.name, 1, length(u.name) - 5) || '.Size'
WHERE u.kind = 'swaps' AND u.name GLOB '*zram*.Used' AND z.bytes > 0 AND u.bytes >= 0.9 * z.bytes
  AND NOT EXISTS (SELECT 1 FROM stat_now AS o WHERE o.machine = u.machine AND o.kind = 'swaps'
                  AND o.name GLOB '*.Size' AND o.name NOT GLOB '*zram*')
ORDER BY u.host, u.machine, device;
