-- id: dump_disk_silent
-- severity: 2
-- title: A disk of the dumped kernel did not answer
-- needs: block_request
-- meaning: The driver has had requests for longer than a disk takes, even with retries inside of
--   it. Tasks that wait for them, and all that wait for those tasks, hang.
-- threshold: A request that the driver has had for 30 s: the timeout of SCSI and NVMe, after
--   which the kernel itself calls the device dead.
-- reference: drivers/scsi/sd.h, SD_TIMEOUT; drivers/nvme/host/core.c, io_timeout, Linux 6.1
-- kernels: all with multi-queue drivers
-- evidence: {device}: {requests}, the oldest ({operation}) for {oldest:s}
-- remedy: Check the device, its path, and the host of a virtual disk; look for timeouts and resets
--   in the log.
-- command: crashql vmcore {path} dev
--   crashql vmcore {path} log | grep -iE 'timeout|reset|abort|i/o error' | tail -30
-- effects: The commands only read.
SELECT s.host, r.source_id, NULL AS fault_id, s.path, r.device,
       count(*) || CASE count(*) WHEN 1 THEN ' request' ELSE ' requests' END AS requests,
       max(r.age_s) AS oldest, coalesce(r.operation, 'unknown') AS operation
FROM block_request AS r
JOIN source AS s ON s.id = r.source_id
JOIN dump AS d ON d.source_id = r.source_id
GROUP BY r.source_id, r.device HAVING max(r.age_s) >= 30
ORDER BY s.key, oldest DESC, r.device;
