DELETE FROM boot WHERE id IN (SELECT id FROM temp.old_boot)
	AND NOT EXISTS (SELECT 1 FROM source_boot AS b WHERE b.boot_id = boot.id);
