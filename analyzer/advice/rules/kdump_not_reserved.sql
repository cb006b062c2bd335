-- id: kdump_not_reserved
-- severity: 3
-- title: The kernel panicked, and no memory was reserved for kdump
-- needs: fault, boot
-- meaning: Without crashkernel= on its command line the kernel cannot start another one to
--   save its memory: of the panic only what the log caught is left.
-- threshold: A panic of a boot whose command line is known and has no crashkernel=, and no
--   vmcore-dmesg.txt and no memory dump of it.
-- reference: Documentation/admin-guide/kdump/kdump.rst
-- kernels: 2.6.13 and later
-- evidence: {title}{at}; command line: {command_line}
-- remedy: Reserve memory for the crash kernel and enable kdump; then crash the machine once on
--   purpose, to see a dump appear.
-- command: grubby --update-kernel=ALL --args=crashkernel=512M && systemctl enable --now kdump    # Red Hat
--   apt install kdump-tools    # Debian, Ubuntu: sets crashkernel= itself
--   cat /sys/kernel/kexec_crash_loaded /sys/kernel/kexec_crash_size
-- effects: The reserved memory (256 MiB to 1 GiB) is missing for programs; a dump takes the
--   time to write the used memory.
SELECT f.host, f.source_id, f.id AS fault_id, f.title, coalesce(' at ' || substr(f.time_utc, 1, 19), '') AS at,
       substr(b.command_line, 1, 200) AS command_line
FROM fault_event AS f JOIN boot AS b ON b.id = f.boot_id
WHERE f.kind = 'panic' AND b.command_line IS NOT NULL AND instr(b.command_line, 'crashkernel=') = 0
  AND instr(b.command_line, 'elfcorehdr=') = 0 -- the crash kernel itself
  -- a log that kdump itself saved
  AND NOT EXISTS (SELECT 1 FROM fault AS o JOIN source AS s ON s.id = o.source_id
                  WHERE o.event_id = f.event_id AND s.path LIKE '%vmcore-dmesg%')
  AND NOT EXISTS (SELECT 1 FROM dump AS d JOIN source AS s ON s.id = d.source_id WHERE s.boot_id = f.boot_id)
ORDER BY f.time_utc, f.key;
