-- Who allocated the pages of a dump that are in use, the most first; :arg: a function in the stack.
SELECT blocks AS times, pages, page_order AS "order", gfp_mask, function, module, pid, comm, round(oldest_s, 1) AS oldest_s, stack
FROM page_owner
WHERE :arg IS NULL OR instr(stack, :arg) > 0
ORDER BY pages DESC, row_no LIMIT 100;
