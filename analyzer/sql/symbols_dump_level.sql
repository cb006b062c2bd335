-- That debug information told of it.
UPDATE dump SET knowledge = coalesce(knowledge || ' ', '') || 'dwarf'
WHERE source_id = :source_id AND ' ' || coalesce(knowledge, '') || ' ' NOT GLOB '* dwarf *'
	AND EXISTS (SELECT 1 FROM temp.frame_found AS f JOIN symbol_cache AS c USING (build_id, address)
	            WHERE c.line IS NOT NULL);
