INSERT INTO fault_text (
	fault_id, code, modules, excerpt, excerpt_lines
) VALUES (
	:fault_id, :code, :modules, :excerpt, :excerpt_lines
);
