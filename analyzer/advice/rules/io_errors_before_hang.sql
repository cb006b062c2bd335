-- id: io_errors_before_hang
-- severity: 2
-- title: A failing device makes tasks hang
-- needs: fault
-- meaning: Tasks that wait for a device that answers with errors, resets or not at all are
--   reported as hung. They are the symptom; the device, its cable or its path is the cause.
-- threshold: An I/O error at most 10 minutes before a hung task of the same boot (the timeouts
--   of SCSI are 30 s a try with 5 tries, those of NVMe 30 s, and hung tasks are reported after
--   120 s).
-- reference: Documentation/admin-guide/sysctl/kernel.rst, hung_task_timeout_secs;
--   drivers/scsi/sd.h, SD_TIMEOUT and SD_MAX_RETRIES; drivers/nvme/host/core.c, io_timeout,
--   Linux 6.1
-- kernels: all
-- evidence: {error}, then {comm} hung{later}
-- remedy: Check the device and its path before anything else; move the data while it still can
--   be read.
-- command: smartctl -x /dev/DEVICE; nvme smart-log /dev/nvme0; multipath -ll
--   journalctl -k | grep -iE 'i/o error|reset|timeout|offline' | tail -30
-- effects: The commands only read.
SELECT h.host, e.source_id, e.id AS fault_id, substr(e.message, 1, 160) AS error, coalesce(h.comm, 'a task') AS comm,
       ' ' || CAST(min(h.time_boot - e.time_boot) AS INTEGER) || ' s later' AS later
FROM fault_event AS h
JOIN fault_event AS e ON e.boot_id = h.boot_id AND e.kind = 'io_error'
  AND e.time_boot BETWEEN h.time_boot - 600 AND h.time_boot
WHERE h.kind = 'hung_task'
GROUP BY e.id ORDER BY e.time_boot, e.key;
