UPDATE fault_fact SET source_boot_id = (
	SELECT b.id FROM source_boot AS b
	WHERE b.source_id = fault_fact.source_id AND b.number = coalesce(fault_fact.boot_no, 0)
)
WHERE source_id = :source_id;
