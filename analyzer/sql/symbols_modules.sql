SELECT name, address, size FROM kernel_module
WHERE source_id = :source_id AND name IS NOT NULL AND address IS NOT NULL ORDER BY row_no LIMIT 10000;
