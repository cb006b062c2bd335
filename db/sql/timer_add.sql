INSERT INTO timer (
	source_id, row_no, cpu, kind, function, module, expires_s, address
) VALUES (
	:source_id, :row_no, :cpu, :kind, :function, :module, :expires_s, :address
);
