-- id: overcommit_never_limit
-- severity: 2
-- title: Programs get no more memory: {part:pct} of the commit limit is used up
-- needs: stat CommitLimit, stat Committed_AS, setting vm.overcommit_memory
-- meaning: With vm.overcommit_memory = 2 the kernel grants no more address space than
--   CommitLimit (swap plus vm.overcommit_ratio percent of RAM, without huge pages). Near the
--   limit fork(), mmap() and malloc() fail with ENOMEM although memory is free.
-- threshold: Committed_AS at 90 % of CommitLimit or more; besides the limit the kernel keeps
--   vm.admin_reserve_kbytes and vm.user_reserve_kbytes (8 MiB and 128 MiB, or 3 %) for root
--   and for the process itself, so ordinary users are refused before 100 %.
-- reference: Documentation/mm/overcommit-accounting.rst (Documentation/vm before Linux 6.0);
--   mm/util.c, __vm_enough_memory() and vm_commit_limit(), Linux 6.1
-- kernels: all
-- evidence: Committed_AS {committed:bytes} of CommitLimit {limit:bytes}; vm.overcommit_memory
--   = 2, vm.overcommit_ratio = {ratio}; MemAvailable {available:bytes}
-- remedy: Raise vm.overcommit_ratio (or add swap, which counts in full). Go back to heuristic
--   overcommit (0) where nothing asks for strict accounting.
-- command: sysctl -w vm.overcommit_ratio={new_ratio}
--   echo vm.overcommit_ratio={new_ratio} > /etc/sysctl.d/90-overcommit.conf
-- effects: The higher the ratio, the later an allocation is refused, and the more likely the
--   OOM killer ends a process instead. More swap without a higher ratio keeps the guarantee.
SELECT l.host, l.source_id, NULL AS fault_id, c.bytes AS committed, l.bytes AS "limit",
       1.0 * c.bytes / l.bytes AS part, a.bytes AS available, coalesce(r.value, '?') AS ratio,
       min(95, coalesce(CAST(r.value AS INTEGER), 50) + 25) AS new_ratio, m.source_id AS setting_source_id
FROM stat_now AS l
JOIN stat_now AS c ON c.machine = l.machine AND c.name = 'Committed_AS'
JOIN setting_now AS m ON m.machine = l.machine AND m.name = 'vm.overcommit_memory' AND m.value = '2'
LEFT JOIN setting_now AS r ON r.machine = l.machine AND r.name = 'vm.overcommit_ratio'
LEFT JOIN stat_now AS a ON a.machine = l.machine AND a.name = 'MemAvailable'
WHERE l.name = 'CommitLimit' AND l.bytes > 0 AND c.bytes >= 0.9 * l.bytes
ORDER BY part DESC, l.machine;
