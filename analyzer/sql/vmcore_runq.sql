-- Run queues of a dump.
SELECT r.cpu, r.running, r.rt_running, r.deadline_running, r.switches, round(r.clock_s, 6) AS clock_s,
	r.current_pid, c.comm AS current
FROM runqueue AS r LEFT JOIN cpu AS c ON c.source_id = r.source_id AND c.cpu = r.cpu
ORDER BY r.cpu;
