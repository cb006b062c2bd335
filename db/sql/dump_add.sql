INSERT INTO dump (
	source_id, row_no, format, arch, host, kernel_release, kernel_version, machine,
	crashed_utc, uptime_s, panic_message, panic_cpu, panic_pid, panic_comm, kaslr_offset,
	phys_base, page_size, memory_bytes, cpus, coverage, pages_present, pages_excluded,
	pages_missing, dump_level, knowledge, build_id, build_note, command_line,
	taken_utc, load_1, load_5, load_15
) VALUES (
	:source_id, :row_no, :format, :arch, :host, :kernel_release, :kernel_version, :machine,
	:crashed_utc, :uptime_s, :panic_message, :panic_cpu, :panic_pid, :panic_comm,
	:kaslr_offset, :phys_base, :page_size, :memory_bytes, :cpus, :coverage, :pages_present,
	:pages_excluded, :pages_missing, :dump_level, :knowledge, :build_id, :build_note,
	:command_line, :taken_utc, :load_1, :load_5, :load_15
);
