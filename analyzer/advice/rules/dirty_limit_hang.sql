-- id: dirty_limit_hang
-- severity: 3
-- title: Tasks hang while {limit:bytes} of data may wait to be written
-- needs: fault, frame, stat MemTotal, setting vm.dirty_ratio
-- meaning: Written data gathers in memory up to vm.dirty_ratio percent of what is available.
--   When somebody calls sync, or the limit is reached, the device needs minutes to write it,
--   and everyone who writes waits.
-- threshold: A hung task that waits for writeback, and vm.dirty_ratio that allows 2 GiB or
--   more (20 % of RAM is the default; a disk writes some 200 MB/s, and hung tasks are reported
--   after 120 s).
-- reference: Documentation/admin-guide/sysctl/vm.rst, dirty_ratio and dirty_bytes;
--   mm/page-writeback.c, balance_dirty_pages(), Linux 6.1
-- kernels: all; dirty_bytes 2.6.29 and later
-- evidence: {comm} (pid {pid}) hung in {function}{at}; vm.dirty_ratio = {ratio} of
--   {total:bytes} RAM
-- remedy: Bound what may wait to what the device writes in a few seconds.
-- command: sysctl -w vm.dirty_bytes=536870912 vm.dirty_background_bytes=134217728
--   printf 'vm.dirty_bytes=536870912\nvm.dirty_background_bytes=134217728\n' > /etc/sysctl.d/90-dirty.conf
-- effects: Writers wait earlier, but shortly; files that are deleted soon after they were
--   written reach the disk more often. dirty_ratio reads 0 once dirty_bytes is set.
SELECT m.host, f.source_id, f.id AS fault_id, coalesce(f.comm, '?') AS comm, f.pid, min(r.function) AS function, s.value AS ratio,
       m.total, m.total * s.value / 100 AS "limit", coalesce(' at ' || substr(f.time_utc, 1, 19), '') AS at,
       m.source_id AS meminfo_source_id, s.source_id AS setting_source_id
FROM meminfo_now AS m
JOIN setting_now AS s ON s.machine = m.machine AND s.name = 'vm.dirty_ratio'
JOIN machine_source AS ms ON ms.machine = m.machine
JOIN fault_event AS f ON f.source_id = ms.source_id AND f.kind = 'hung_task'
JOIN frame AS r ON r.fault_id = f.id AND r.reliable
  AND r.function IN ('balance_dirty_pages', 'balance_dirty_pages_ratelimited', 'balance_dirty_pages_ratelimited_flags',
                     'wait_on_page_writeback', 'folio_wait_writeback', '__filemap_fdatawait_range', 'filemap_fdatawait_range',
                     'wait_on_page_bit', 'folio_wait_bit', 'writeback_inodes_sb', 'sync_inodes_sb', 'wb_wait_for_completion')
WHERE CAST(s.value AS INTEGER) > 0 AND m.total * s.value / 100 >= 2147483648
GROUP BY f.id ORDER BY f.time_utc, f.key;
