SELECT number, boot_uuid, host, kernel_release, kernel_version, arch, hardware, command_line,
	started_us, started_local, kaslr_offset, first_line, first_mono_us, last_mono_us,
	count(*) OVER () AS n_boots
FROM source_boot WHERE source_id = :source_id ORDER BY number;
