-- Faults with frames that no debug information told of yet, after :after.  With :listed only those with frames
-- without a name that were not looked at, where the bundle or folder has a list of symbols.
SELECT f.id AS fault_id, f.source_id AS source_id, coalesce(f.kernel_release, b.kernel_release) AS release,
       coalesce(b.kernel_version, f.kernel_version) AS version, b.kaslr_offset AS kaslr_offset,
       s.bundle_id AS bundle_id,
       CASE WHEN s.bundle_id IS NULL THEN rtrim(s.path, replace(s.path, '/', '')) END AS folder,
       coalesce(f.arch, b.arch) AS arch, b.command_line AS command_line,
       -- NULL: when it began is not known
       CASE WHEN b.started_us IS NOT NULL THEN
		NOT EXISTS (SELECT 1 FROM source AS o JOIN source_boot AS ob ON ob.source_id = o.id
		            JOIN boot AS n ON n.id = ob.boot_id
		            WHERE o.bundle_id = s.bundle_id AND n.started_us > b.started_us) END AS is_last_boot,
       (SELECT d.build_id FROM dump AS d WHERE d.source_id = f.source_id) AS build_id
FROM fault_fact AS f JOIN source AS s ON s.id = f.source_id
LEFT JOIN source_boot AS sb ON sb.id = f.source_boot_id
LEFT JOIN boot AS b ON b.id = sb.boot_id
WHERE f.id > :after AND CASE WHEN :listed THEN
	CASE WHEN s.bundle_id IS NOT NULL THEN EXISTS (SELECT 1 FROM source AS o
		WHERE o.bundle_id = s.bundle_id AND o.kind IN ('kallsyms', 'modules'))
	ELSE rtrim(s.path, replace(s.path, '/', '')) IN (SELECT rtrim(o.path, replace(o.path, '/', ''))
		FROM source AS o WHERE o.bundle_id IS NULL AND o.kind IN ('kallsyms', 'modules')) END
	AND EXISTS (
		SELECT 1 FROM frame_fact AS r LEFT JOIN frame_symbol AS y USING (fault_id, stack_no, depth)
		WHERE r.fault_id = f.id AND r.function IS NULL AND r.address IS NOT NULL AND y.build_id IS NULL)
ELSE EXISTS (
	SELECT 1 FROM frame_fact AS r LEFT JOIN frame_symbol AS y USING (fault_id, stack_no, depth)
	WHERE r.fault_id = f.id AND r.file IS NULL AND coalesce(y.knowledge, '') NOT IN ('line', 'dwarf')) END
ORDER BY f.id LIMIT :limit;
