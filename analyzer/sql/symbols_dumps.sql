-- Dumps with frames that have no place in the source yet; the columns of symbols_faults.sql.
SELECT NULL AS fault_id, d.source_id AS source_id, d.kernel_release AS release, d.kernel_version AS version,
       d.kaslr_offset AS kaslr_offset, s.bundle_id AS bundle_id,
       CASE WHEN s.bundle_id IS NULL THEN rtrim(s.path, replace(s.path, '/', '')) END AS folder,
       d.arch AS arch, d.command_line AS command_line, 0 AS is_last_boot, d.build_id AS build_id
FROM dump AS d JOIN source AS s ON s.id = d.source_id
WHERE EXISTS (SELECT 1 FROM task_frame AS t WHERE t.source_id = d.source_id AND t.file IS NULL
	AND t.address IS NOT NULL AND t.context IS NOT 'user' AND t.inlined IS NOT 1)
ORDER BY d.source_id;
