-- Modules of a dump, in the order of the kernel's list; :arg: one of them.
SELECT name, address, size, taint, state, version, build_id
FROM kernel_module
WHERE :arg IS NULL OR name = :arg
ORDER BY row_no;
