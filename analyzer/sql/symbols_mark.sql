-- Behind which fault are those that no list of symbols was looked at for?  Behind none of them when a folder that
-- is no bundle got a list.  No row: the store has no lists.
SELECT CASE WHEN :all OR EXISTS (SELECT 1 FROM source AS s WHERE s.kind IN ('kallsyms', 'modules')
		AND s.bundle_id IS NULL AND s.id > coalesce((SELECT m.source_id FROM symbol_mark AS m), 0)) THEN 0
	ELSE coalesce((SELECT m.fault_id FROM symbol_mark AS m), 0) END AS after
WHERE EXISTS (SELECT 1 FROM source AS s WHERE s.kind IN ('kallsyms', 'modules'));
