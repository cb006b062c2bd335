-- Faults with frames that have not been symbolized, or that nothing at hand knew, after :after.
SELECT f.id AS fault_id, f.source_id AS source_id, coalesce(f.kernel_release, b.kernel_release) AS release,
       coalesce(b.kernel_version, f.kernel_version) AS version, b.kaslr_offset AS kaslr_offset,
       s.bundle_id AS bundle_id,
       NOT EXISTS (SELECT 1 FROM source AS o JOIN source_boot AS ob ON ob.source_id = o.id
                   JOIN boot AS n ON n.id = ob.boot_id
                   WHERE o.bundle_id = s.bundle_id AND n.started_us > b.started_us) AS is_last_boot,
       (SELECT d.build_id FROM dump AS d WHERE d.source_id = f.source_id) AS build_id
FROM fault_fact AS f JOIN source AS s ON s.id = f.source_id
LEFT JOIN source_boot AS sb ON sb.id = f.source_boot_id
LEFT JOIN boot AS b ON b.id = sb.boot_id
WHERE f.id > :after AND EXISTS (
	SELECT 1 FROM frame_fact AS r LEFT JOIN frame_symbol AS y USING (fault_id, stack_no, depth)
	WHERE r.fault_id = f.id AND r.file IS NULL AND y.build_id IS NULL)
ORDER BY f.id LIMIT :limit;
