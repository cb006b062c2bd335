UPDATE source_boot SET boot_id = boot.id
FROM temp.boot_node AS n JOIN boot ON boot.key = n.key
WHERE n.id = source_boot.id AND source_boot.boot_id IS NOT boot.id;
