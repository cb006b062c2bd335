INSERT INTO fault_derived (
	fault_id, title, function, module, file, line, severity, corrupted, corrupted_reason,
	signature, group_key, derive_version
) VALUES (
	:fault_id, :title, :function, :module, :file, :line, :severity, :corrupted, :corrupted_reason,
	:signature, :group_key, :derive_version
);
