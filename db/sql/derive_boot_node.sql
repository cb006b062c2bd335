-- What a source says of a boot; where it is silent, what all its reports of that boot agree on.
WITH said AS (
	SELECT t.id,
		CASE WHEN count(DISTINCT f.host) = 1 THEN min(f.host) END AS host,
		CASE WHEN count(DISTINCT f.kernel_release) = 1 THEN min(f.kernel_release) END
			AS kernel_release,
		CASE WHEN count(DISTINCT f.arch) = 1 THEN min(f.arch) END AS arch,
		CASE WHEN count(DISTINCT f.hardware) = 1 THEN min(f.hardware) END AS hardware
	FROM temp.todo_boot AS t LEFT JOIN fault_fact AS f ON f.source_boot_id = t.id
	GROUP BY t.id
)
INSERT INTO temp.boot_node (id, label, key, host_name, boot_uuid, host, kernel_release,
	kernel_version, arch, hardware, command_line, started_us, started_local, kaslr_offset)
SELECT b.id, b.id, key_of('boot', s.key, b.number), host_name(coalesce(b.host, said.host)),
	b.boot_uuid, coalesce(b.host, said.host), coalesce(b.kernel_release, said.kernel_release),
	b.kernel_version, coalesce(b.arch, said.arch), coalesce(b.hardware, said.hardware),
	b.command_line, b.started_us, b.started_local, b.kaslr_offset
FROM said CROSS JOIN source_boot AS b ON b.id = said.id JOIN source AS s ON s.id = b.source_id;
