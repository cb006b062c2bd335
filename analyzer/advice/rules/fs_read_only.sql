-- id: fs_read_only
-- severity: 1
-- title: A file system found itself damaged and refuses writes
-- needs: fault
-- meaning: The file system met an error that it could not go on with: programs cannot write
--   any more, and what they wrote last may be lost. The cause is a device that failed, damaged
--   memory or a bug.
-- threshold: One such message of the kernel.
-- reference: fs/ext4/super.c, ext4_handle_error(); fs/xfs/xfs_fsops.c,
--   xfs_do_force_shutdown(); fs/btrfs/messages.c, Linux 6.1
-- kernels: all
-- evidence: {message}{io}
-- remedy: Save what can be read, look for I/O errors before this message, then check the file
--   system unmounted.
-- command: dmesg | grep -iE 'i/o error|ata|nvme|scsi' | tail -30
--   fsck.ext4 -fn /dev/DEVICE    # XFS: xfs_repair -n; btrfs: btrfs check --readonly
-- effects: With -n and --readonly nothing is changed. A repair without them can throw damaged
--   files away: have a copy first.
SELECT f.host, f.source_id, f.id AS fault_id, substr(f.message, 1, 160) AS message,
       coalesce((SELECT '; before it: ' || substr(e.message, 1, 120) FROM fault_event AS e
                 WHERE e.boot_id = f.boot_id AND e.kind = 'io_error' AND e.time_boot <= f.time_boot
                 ORDER BY e.time_boot DESC, e.key LIMIT 1), '') AS io
FROM fault_event AS f
WHERE f.kind = 'fs_error' AND (f.message LIKE '%emounting filesystem read-only%' OR f.message LIKE '%forced readonly%'
      OR f.message LIKE '%shutting down filesystem%' OR f.message LIKE '%Shutting down filesystem%'
      OR f.message LIKE '%has been shut down%' OR f.excerpt LIKE '%emounting filesystem read-only%'
      OR f.excerpt LIKE '%forced readonly%' OR f.excerpt LIKE '%Shutting down filesystem%')
ORDER BY f.time_utc, f.key;
