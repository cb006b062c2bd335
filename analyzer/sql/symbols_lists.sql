-- Lists of symbols and modules in the bundle of a fault: enum list_what of fault_run.c.
SELECT path AS path, CASE WHEN kind = 'modules' THEN 2 WHEN path GLOB '*System.map*' THEN 1 ELSE 0 END AS what
FROM source WHERE kind IN ('kallsyms', 'modules') AND bundle_id = :bundle_id AND status <> 'failed'
ORDER BY what, path LIMIT 32;
