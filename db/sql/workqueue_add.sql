INSERT INTO workqueue (
	source_id, row_no, name, pool, cpu, workers, idle_workers, active, max_active
) VALUES (
	:source_id, :row_no, :name, :pool, :cpu, :workers, :idle_workers, :active, :max_active
);
