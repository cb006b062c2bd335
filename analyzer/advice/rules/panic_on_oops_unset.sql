-- id: panic_on_oops_unset
-- severity: 3
-- title: The kernel went on after an Oops, and hit the next
-- needs: fault
-- meaning: After an Oops locks may be held for ever and memory may be damaged: later reports
--   of the same boot may only be echoes of the first, and data may be written wrong. A machine
--   that panics at once leaves a clean dump.
-- threshold: A second Oops of one boot (the kernel counts them: [#2]), which cannot be with
--   kernel.panic_on_oops = 1.
-- reference: Documentation/admin-guide/sysctl/kernel.rst, panic_on_oops; kernel/panic.c,
--   oops_exit(), Linux 6.1
-- kernels: all
-- evidence: {title}{at}: Oops number {number} of this boot{setting}
-- remedy: Have the machine panic and reboot at the first Oops, with kdump set up to save the
--   dump.
-- command: sysctl -w kernel.panic_on_oops=1 kernel.panic=10
--   printf 'kernel.panic_on_oops=1\nkernel.panic=10\n' > /etc/sysctl.d/90-panic.conf
-- effects: Faults that the machine would have survived take it down for a reboot.
SELECT f.host, f.source_id, f.id AS fault_id, f.title, f.oops_number AS number,
       coalesce(' at ' || substr(f.time_utc, 1, 19), '') AS at,
       coalesce('; kernel.panic_on_oops = ' || s.value, '') AS setting, s.source_id AS setting_source_id
FROM fault_event AS f LEFT JOIN machine_source AS ms ON ms.source_id = f.source_id
LEFT JOIN setting_now AS s ON s.machine = ms.machine AND s.name = 'kernel.panic_on_oops'
WHERE f.oops_number >= 2
ORDER BY f.time_utc, f.key;
