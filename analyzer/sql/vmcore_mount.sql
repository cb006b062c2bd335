-- Mounts of a dump; :arg: those whose mount point begins so.
SELECT device, mount_point, fs_type, iif(read_only, 'ro', 'rw') AS mode FROM mount
WHERE :arg IS NULL OR substr(mount_point, 1, length(:arg)) = :arg
ORDER BY row_no;
