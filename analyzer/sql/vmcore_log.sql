-- The kernel log of a dump, for programs; cmd_vmcore.c prints its text.
SELECT seq, time_boot, level, facility, caller, text, subsystem, device
FROM kernel_log
WHERE :arg IS NULL
ORDER BY row_no;
