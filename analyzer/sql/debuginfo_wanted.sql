-- Files with debug information that the frames of faults, and the dumps, would need.
WITH need (release, version, module, build_id, is_user, fault_id, known, out_of_tree) AS (
	SELECT coalesce(f.kernel_release, b.kernel_release), coalesce(b.kernel_version, f.kernel_version), r.module,
		CASE WHEN r.build_id IS NOT NULL THEN r.build_id
		     WHEN r.module IS NULL THEN (SELECT d.build_id FROM dump AS d WHERE d.source_id = f.source_id) END,
		r.flags >> 6 & 1, r.fault_id, y.knowledge IN ('line', 'dwarf', 'symtab'),
		-- module(POE) in the list of what is linked in: taint O
		' ' || t.modules GLOB '* ' || r.module || '(O*' OR ' ' || t.modules GLOB '* ' || r.module || '([A-Z]O*'
			OR ' ' || t.modules GLOB '* ' || r.module || '([A-Z][A-Z]O*'
	FROM frame_fact AS r JOIN fault_fact AS f ON f.id = r.fault_id
	LEFT JOIN source_boot AS sb ON sb.id = f.source_boot_id
	LEFT JOIN boot AS b ON b.id = sb.boot_id
	LEFT JOIN fault_text AS t ON r.module IS NOT NULL AND t.fault_id = f.id
	LEFT JOIN frame_symbol AS y ON y.fault_id = r.fault_id AND y.stack_no = r.stack_no AND y.depth = r.depth
	WHERE r.file IS NULL AND NOT (r.flags >> 6 & 1 AND r.module IS NULL)
	UNION ALL
	SELECT d.kernel_release, d.kernel_version, NULL, d.build_id, 0, NULL, 0, 0 FROM dump AS d
)
SELECT release AS release, max(version) AS version, module AS module, build_id AS build_id, is_user AS is_user,
       count(fault_id) AS frames, count(DISTINCT fault_id) AS faults, sum(known) AS known,
       coalesce(max(out_of_tree), 0) AS out_of_tree
FROM need WHERE release IS NOT NULL OR build_id IS NOT NULL OR is_user
GROUP BY release, module, build_id, is_user
ORDER BY is_user, release, module IS NOT NULL, frames DESC, module, build_id LIMIT 10000;
