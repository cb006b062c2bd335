-- Lists of symbols and modules in a bundle, or in a folder that is none: enum list_what of run_lists.c.
SELECT s.id AS source_id, s.path AS path,
       CASE WHEN s.kind = 'modules' THEN 2 WHEN s.path GLOB '*System.map*' THEN 1 ELSE 0 END AS what
FROM source AS s
WHERE s.id IN (
	SELECT o.id FROM source AS o WHERE o.bundle_id = :bundle_id AND o.kind IN ('kallsyms', 'modules')
	UNION ALL
	SELECT o.id FROM source AS o WHERE :bundle_id IS NULL AND o.bundle_id IS NULL
		AND o.kind IN ('kallsyms', 'modules') AND rtrim(o.path, replace(o.path, '/', '')) = :folder)
	AND CASE WHEN s.kind = 'modules'
	    THEN EXISTS (SELECT 1 FROM kernel_module AS m WHERE m.source_id = s.id AND m.address IS NOT NULL)
	    ELSE EXISTS (SELECT 1 FROM kernel_symbols AS k WHERE k.source_id = s.id) END
ORDER BY what, path, s.key LIMIT :limit;
