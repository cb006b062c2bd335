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
	derive_version = :derive_version,
	group_name = :group_name,
	apart = :apart,
	rules_key = :rules_key,
	stack_no = :stack_no,
	depth = :depth
WHERE fault_id = :fault_id;
