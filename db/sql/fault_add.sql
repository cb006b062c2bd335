INSERT INTO fault_fact (
	source_id, kind, is_32bit, merge_key, sight, wall_sight, bug_type, message, report_function, ip_function,
	ip_module, detail, file, line, access, access_size, address, comm, pid, uid, cpu, duration_s,
	taint, kernel_release, kernel_version, arch, hardware, workqueue, host, time_boot, wall_us,
	wall_local, boot_no, first_line, last_line, first_byte, last_byte, cause_byte, piece_byte, corrupted,
	corrupted_reason, oops_number, oops_text, preempt_count, task_state, blocker
) VALUES (
	:source_id, :kind, :is_32bit, :merge_key, :sight, :wall_sight, :bug_type, :message, :report_function,
	:ip_function, :ip_module, :detail, :file, :line, :access, :access_size, :address, :comm, :pid,
	:uid, :cpu, :duration_s, :taint, :kernel_release, :kernel_version, :arch, :hardware,
	:workqueue, :host, :time_boot, :wall_us, :wall_local, :boot_no, :first_line, :last_line,
	:first_byte, :last_byte, :cause_byte, :piece_byte, :corrupted, :corrupted_reason, :oops_number, :oops_text,
	:preempt_count, :task_state, :blocker
);
