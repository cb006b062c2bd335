-- The same report at the same microsecond of the same kernel.
INSERT OR IGNORE INTO temp.boot_mark
SELECT 'sight ' || f.sight || ' ' || coalesce(f.kernel_release, n.kernel_release), n.id
FROM temp.boot_node AS n CROSS JOIN fault_fact AS f ON f.source_boot_id = n.id
WHERE f.sight IS NOT NULL AND coalesce(f.kernel_release, n.kernel_release) IS NOT NULL;
