-- Told again, a boot is replaced: more is known of it.
INSERT OR REPLACE INTO source_boot (
	source_id, number, boot_uuid, host, kernel_release, kernel_version, arch, hardware,
	command_line, started_us, started_local, kaslr_offset, first_line, first_mono_us, last_mono_us
) VALUES (
	:source_id, :number, :boot_uuid, :host, :kernel_release, :kernel_version, :arch, :hardware,
	:command_line, :started_us, :started_local, :kaslr_offset, :first_line, :first_mono_us,
	:last_mono_us
);
