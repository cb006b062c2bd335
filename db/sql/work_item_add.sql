INSERT INTO work_item (
	source_id, row_no, workqueue, pool, cpu, state, function, module, worker_pid, address
) VALUES (
	:source_id, :row_no, :workqueue, :pool, :cpu, :state, :function, :module, :worker_pid,
	:address
);
