-- Who was killed for lack of memory, and where the memory was short.
SELECT c.host AS host,
       coalesce(o.oom_memcg, CASE o.constraint_kind
		WHEN 'CONSTRAINT_NONE' THEN 'the whole machine'
		WHEN 'CONSTRAINT_CPUSET' THEN 'cpuset ' || coalesce(o.cpuset, '?')
		WHEN 'CONSTRAINT_MEMORY_POLICY' THEN 'memory policy'
		WHEN 'CONSTRAINT_MEMCG' THEN 'a memory cgroup' END) AS place,
       o.constraint_kind AS constraint_kind, max(o.memcg_limit_kb) AS limit_kb,
       k.comm AS victim, count(k.fault_id) AS kills,
       max(k.anon_rss_kb + coalesce(k.file_rss_kb, 0) + coalesce(k.shmem_rss_kb, 0)) AS largest_kb,
       group_concat(DISTINCT o.trigger_comm) AS triggers, min(c.time_utc) AS first_utc,
       max(c.time_utc) AS last_utc, min(c.fault_id) AS fault_id,
       count(*) OVER () - :max_rows AS more
FROM chosen AS c
LEFT JOIN oom AS o ON o.fault_id = c.fault_id
LEFT JOIN oom_kill AS k ON k.fault_id = c.fault_id
WHERE c.kind = 'oom'
GROUP BY c.host, o.oom_memcg, o.constraint_kind, k.comm
ORDER BY kills DESC, largest_kb DESC, c.host, place, victim
LIMIT :max_rows;
