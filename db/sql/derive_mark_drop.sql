-- Marks that tell nothing: of one source_boot alone, or of some that cannot be the same boot.  Starts
-- may differ by the zones of local times.
DELETE FROM temp.boot_mark WHERE mark NOT LIKE 'uuid %' AND mark IN (
	SELECT m.mark FROM temp.boot_mark AS m JOIN temp.boot_node AS n ON n.id = m.id
	GROUP BY m.mark
	HAVING count(*) = 1 OR count(DISTINCT n.boot_uuid) > 1 OR count(DISTINCT n.host_name) > 1
		OR max(n.started_us) - min(n.started_us) > 26 * 3600 * 1000000
);
