UPDATE source SET boot_id = (
	SELECT CASE WHEN count(DISTINCT b.boot_id) = 1 THEN min(b.boot_id) END
	FROM source_boot AS b WHERE b.source_id = source.id
)
WHERE id IN (
	SELECT b.source_id FROM temp.todo_boot AS t CROSS JOIN source_boot AS b ON b.id = t.id
);
