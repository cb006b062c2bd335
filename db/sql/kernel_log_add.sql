INSERT INTO kernel_log (
	source_id, row_no, seq, time_boot, level, facility, caller, text, continued, subsystem,
	device, log
) VALUES (
	:source_id, :row_no, :seq, :time_boot, :level, :facility, :caller, :text, :continued,
	:subsystem, :device, :log
);
