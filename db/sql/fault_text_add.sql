INSERT INTO fault_text (
	fault_id, code, modules, excerpt
) VALUES (
	:fault_id, :code, :modules, :excerpt
);
