-- id: overcommit_always
-- severity: 3
-- title: The kernel promises memory without limit, and had to kill
-- needs: oom, setting vm.overcommit_memory, stat Committed_AS
-- meaning: With vm.overcommit_memory = 1 no request for address space is refused, however
--   absurd. Programs learn that memory is short only by being killed.
-- threshold: vm.overcommit_memory = 1, Committed_AS above RAM and swap together, and a global
--   OOM event on the machine.
-- reference: Documentation/mm/overcommit-accounting.rst; mm/util.c, __vm_enough_memory(),
--   Linux 6.1
-- kernels: all
-- evidence: vm.overcommit_memory = 1; Committed_AS {committed:bytes} against {total:bytes} of
--   RAM and {swap:bytes} of swap; {events:count} global OOM events
-- remedy: Go back to the heuristic (0) unless a program asks for 1 (Redis does, for its fork;
--   give that program a memory limit then).
-- command: sysctl -w vm.overcommit_memory=0
--   echo vm.overcommit_memory=0 > /etc/sysctl.d/90-overcommit.conf
-- effects: Programs that reserve huge sparse areas at once, and fork() of a process larger
--   than free memory, may be refused with ENOMEM.
SELECT q.host, e.source_id, e.id AS fault_id, q.committed, q.total, q.swap, q.events,
       q.meminfo_source_id, q.setting_source_id
FROM (SELECT m.machine, m.host, m.committed, m.total, coalesce(m.swap_total, 0) AS swap,
             count(DISTINCT f.id) AS events, m.source_id AS meminfo_source_id,
             o.source_id AS setting_source_id
      FROM meminfo_now AS m
      JOIN setting_now AS o ON o.machine = m.machine AND o.name = 'vm.overcommit_memory' AND o.value = '1'
      JOIN machine_source AS ms ON ms.machine = m.machine
      JOIN fault_event AS f ON f.source_id = ms.source_id AND f.kind = 'oom'
      JOIN oom_summary AS s ON s.fault_id = f.id AND s.kind = 'global'
      WHERE m.committed > m.total + coalesce(m.swap_total, 0)
      GROUP BY m.machine) AS q
JOIN fault_fact AS e ON e.id = ( -- the newest of them
	SELECT f.id FROM machine_source AS ms
	JOIN fault_event AS f ON f.source_id = ms.source_id AND f.kind = 'oom'
	JOIN oom_summary AS s ON s.fault_id = f.id AND s.kind = 'global'
	WHERE ms.machine = q.machine ORDER BY f.time_utc DESC, f.key LIMIT 1)
ORDER BY q.host, q.machine;
