INSERT INTO fault_derived (
	fault_id, title, function, module, file, line, severity, corrupted, corrupted_reason,
	signature, group_key, derive_version, group_name,
	apart, rules_key, stack_no, depth
) VALUES (
	:fault_id, :title, :function, :module, :file, :line, :severity, :corrupted, :corrupted_reason,
	:signature, :group_key, :derive_version, :group_name,
	:apart, :rules_key, :stack_no, :depth
);
