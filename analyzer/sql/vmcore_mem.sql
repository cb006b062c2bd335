-- Counters of memory of a dump; :arg: those whose name holds it.
SELECT name, value, unit FROM mem_stat
WHERE :arg IS NULL OR instr(lower(name), lower(:arg)) > 0
ORDER BY unit DESC, row_no;
