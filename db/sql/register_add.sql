INSERT INTO register (
	fault_id, row_no, stack_no, name, value
) VALUES (
	:fault_id, :row_no, :stack_no, :name, :value
);
