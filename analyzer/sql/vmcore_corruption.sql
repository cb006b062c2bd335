-- Overwritten objects of slab caches of a dump.
SELECT cache, object_address AS object, problem, first_bad, last_bad, found, alloc_pid, alloc_stack, free_pid, free_stack
FROM slab_corruption ORDER BY row_no;
