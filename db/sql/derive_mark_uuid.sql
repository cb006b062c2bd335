INSERT INTO temp.boot_mark
SELECT 'uuid ' || boot_uuid, id FROM temp.boot_node WHERE boot_uuid IS NOT NULL;
