-- Registers of the CPUs of a dump, or of one of them.
SELECT cpu, name, value
FROM cpu_register
WHERE :arg IS NULL OR cpu = CAST(:arg AS INTEGER)
ORDER BY row_no;
