-- id: lockup_on_vm
-- severity: 4
-- title: A virtual machine reports stuck CPUs: its host may not have let it run
-- needs: fault
-- meaning: When the hypervisor does not schedule a virtual CPU for 20 s, or stops the whole
--   machine for a snapshot or migration, the guest reports that its CPU was stuck. The code it
--   was in is then a bystander.
-- threshold: A soft lockup or RCU stall on hardware that says it is a virtual machine.
-- reference: Documentation/admin-guide/lockup-watchdogs.rst; Documentation/RCU/stallwarn.rst
--   ("a bug or delay of the hypervisor"); kernel/watchdog.c, Linux 6.1
-- kernels: all
-- evidence: {title}{duration}{at} on {hardware}
-- remedy: Compare the time with the host's log (snapshots, migrations, overcommitted CPUs) and
--   the guest's steal time (sar -u, st of vmstat). If there was none, the report means what it
--   says.
-- command: sar -u -s 00:00:00 | awk '$7 > 10'    # column %steal
--   sysctl -w kernel.watchdog_thresh=30
-- effects: A higher threshold reports real lockups later: soft ones after twice that time.
SELECT f.host, f.source_id, f.id AS fault_id, f.title, f.hardware,
       coalesce(', stuck for ' || CAST(f.duration_s AS INTEGER) || ' s', '') AS duration,
       coalesce(' at ' || substr(f.time_utc, 1, 19), '') AS at
FROM fault_event AS f
WHERE f.kind IN ('soft_lockup', 'rcu_stall')
  AND (f.hardware LIKE '%VMware%' OR f.hardware LIKE '%KVM%' OR f.hardware LIKE '%QEMU%' OR f.hardware LIKE '%VirtualBox%'
       OR f.hardware LIKE '%Virtual Machine%' OR f.hardware LIKE '%HVM domU%' OR f.hardware LIKE '%Google Compute Engine%'
       OR f.hardware LIKE '%Amazon EC2%' OR f.hardware LIKE '%OpenStack%' OR f.hardware LIKE '%Alibaba Cloud ECS%'
       OR f.hardware LIKE '%Nutanix AHV%' OR f.hardware LIKE '%RHEV Hypervisor%' OR f.hardware LIKE '%oVirt%')
  -- machines that fuzzers and tests run kernels with debugging on
  AND NOT EXISTS (SELECT 1 FROM fault_event AS o WHERE o.boot_id = f.boot_id AND o.kind IN ('kasan', 'kmsan', 'kcsan', 'lockdep'))
ORDER BY f.time_utc, f.key;
