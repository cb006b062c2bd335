INSERT INTO boot (key, boot_uuid, host, kernel_release, kernel_version, arch, hardware, command_line,
	started_utc, kaslr_offset, started_us, started_local)
SELECT key, boot_uuid, host, kernel_release, kernel_version, arch, hardware, command_line,
	utc_text(started_us), kaslr_offset, started_us, started_local
FROM (
	SELECT key, max(boot_uuid) AS boot_uuid,
		coalesce(min(CASE WHEN host_name IS NOT NULL THEN host END), min(host)) AS host,
		min(kernel_release) AS kernel_release, min(kernel_version) AS kernel_version,
		min(arch) AS arch, min(hardware) AS hardware, min(command_line) AS command_line,
		coalesce(min(CASE WHEN started_local = 0 THEN started_us END), min(started_us))
			AS started_us,
		min(CASE WHEN started_local = 0 THEN started_us END) IS NULL
			AND min(started_us) IS NOT NULL AS started_local,
		min(kaslr_offset) AS kaslr_offset
	FROM temp.boot_node GROUP BY key
)
WHERE true
ON CONFLICT (key) DO UPDATE SET
	boot_uuid = excluded.boot_uuid, host = excluded.host, kernel_release = excluded.kernel_release,
	kernel_version = excluded.kernel_version, arch = excluded.arch, hardware = excluded.hardware,
	command_line = excluded.command_line, started_utc = excluded.started_utc,
	kaslr_offset = excluded.kaslr_offset, started_us = excluded.started_us,
	started_local = excluded.started_local;
