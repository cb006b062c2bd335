INSERT INTO mem_stat (
	source_id, fault_id, row_no, node, name, value, unit
) VALUES (
	:source_id, :fault_id, :row_no, :node, :name, :value, :unit
);
