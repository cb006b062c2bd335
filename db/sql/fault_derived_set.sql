UPDATE fault_derived SET
	title = :title,
	function = :function,
	module = :module,
	file = :file,
	line = :line,
	severity = :severity,
	corrupted = :corrupted,
	corrupted_reason = :corrupted_reason,
	signature = :signature,
	group_key = :group_key,
	derive_version = :derive_version
WHERE fault_id = :fault_id;
