SELECT title, function, module, file, line, severity, corrupted, corrupted_reason, signature,
	group_key, derive_version, group_name, apart, rules_key, stack_no, depth
FROM fault_derived WHERE fault_id = :fault_id;
