INSERT INTO irq (
	source_id, row_no, irq, name, chip, count, disabled_depth, unhandled
) VALUES (
	:source_id, :row_no, :irq, :name, :chip, :count, :disabled_depth, :unhandled
);
