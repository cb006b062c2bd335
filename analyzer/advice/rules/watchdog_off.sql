-- id: watchdog_off
-- severity: 4
-- title: CPUs were stuck, and the watchdog that should tell is off
-- needs: fault, setting kernel.watchdog_thresh
-- meaning: RCU noticed that a CPU did not get on. The lockup detectors would have told on
--   which CPU, where and for how long, and could have made the machine panic with a dump, but
--   they are switched off.
-- threshold: An RCU stall or hung task on a machine with kernel.watchdog = 0,
--   kernel.soft_watchdog = 0 or kernel.watchdog_thresh = 0, or with a threshold of 60 s (the
--   largest) or more.
-- reference: Documentation/admin-guide/lockup-watchdogs.rst;
--   Documentation/admin-guide/sysctl/kernel.rst, watchdog_thresh (default 10)
-- kernels: 2.6.36 and later
-- evidence: {title}{at}; {name} = {value}
-- remedy: Turn the watchdog on with its default threshold.
-- command: sysctl -w kernel.watchdog=1 kernel.watchdog_thresh=10
--   printf 'kernel.watchdog=1\nkernel.watchdog_thresh=10\n' > /etc/sysctl.d/90-watchdog.conf
-- effects: One timer interrupt and one performance counter for each CPU.
SELECT f.host, f.source_id, f.id AS fault_id, f.title, s.name, s.value, coalesce(' at ' || substr(f.time_utc, 1, 19), '') AS at,
       s.source_id AS setting_source_id
FROM fault_event AS f JOIN machine_source AS ms ON ms.source_id = f.source_id
JOIN setting_now AS s ON s.machine = ms.machine
WHERE f.kind IN ('rcu_stall', 'hung_task')
  AND (s.name IN ('kernel.watchdog', 'kernel.soft_watchdog') AND s.value = '0'
       OR s.name = 'kernel.watchdog_thresh' AND (CAST(s.value AS INTEGER) = 0 OR CAST(s.value AS INTEGER) >= 60))
ORDER BY f.time_utc, f.key, s.name;
