SELECT title, function, module, file, line, severity, corrupted, corrupted_reason, signature,
	group_key, derive_version
FROM fault_derived WHERE fault_id = :fault_id;
