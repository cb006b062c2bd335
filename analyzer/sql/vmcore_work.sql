-- Work items of a dump that run or wait; :arg: of one work queue.
SELECT workqueue, pool, cpu, state, function, module, worker_pid AS worker FROM work_item
WHERE :arg IS NULL OR workqueue = :arg
ORDER BY row_no;
