-- Version 1 to 2: every group had one title.
INSERT INTO group_title (key, group_id, kind, title, function, faults, example_fault_id, stale)
SELECT key, id, kind, title, function, faults, example_fault_id, 1 FROM fault_group ORDER BY id;
UPDATE fault_derived SET title_id = t.id FROM group_title AS t
WHERE t.group_id = fault_derived.group_id;
UPDATE fault_derived SET host = coalesce(f.host, b.host, s.host),
	kernel_release = coalesce(f.kernel_release, b.kernel_release)
FROM fault_fact AS f JOIN source AS s ON s.id = f.source_id
	JOIN source_boot AS sb ON sb.id = f.source_boot_id LEFT JOIN boot AS b ON b.id = sb.boot_id
WHERE f.id = fault_derived.fault_id;
