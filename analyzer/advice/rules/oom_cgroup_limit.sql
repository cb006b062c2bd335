-- id: oom_cgroup_limit
-- severity: 2
-- title: Memory cgroup {cgroup} is too small for what runs in it: limit {limit_kb:kb}
-- needs: oom
-- meaning: The processes of the cgroup needed more than its limit, with nothing left to
--   reclaim, and the kernel killed inside the cgroup. The machine itself may have had memory
--   to spare.
-- threshold: One OOM event whose constraint is CONSTRAINT_MEMCG: the kernel kills in a cgroup
--   only after reclaim in it failed (16 retries, MAX_RECLAIM_RETRIES, before Linux 5.9: 5).
-- reference: Documentation/admin-guide/cgroup-v2.rst, memory.max and memory.events;
--   mm/memcontrol.c, try_charge_memcg() and mem_cgroup_out_of_memory(), Linux 6.1
-- kernels: 2.6.25 and later
-- evidence: out of memory {events:count} times{span}; usage {usage_kb:kb} of {limit_kb:kb},
--   limit hit {failcnt} times; killed: {victims}
-- remedy: Raise the limit (here by half, as a first step), or make the program use less: a
--   heap limit above the cgroup's, a cache that grows without bound and a leak all end like
--   this. Watch memory.peak for a day to find the right value.
-- command: cat /sys/fs/cgroup{cgroup}/memory.current /sys/fs/cgroup{cgroup}/memory.peak
--   echo {new_bytes} > /sys/fs/cgroup{cgroup}/memory.max
--   # a systemd unit, for good: systemctl set-property UNIT MemoryMax={new_bytes}
--   # Kubernetes: resources.limits.memory of the container; cgroup v1: memory.limit_in_bytes
-- effects: Memory given to this cgroup is missing elsewhere; the sum of all limits should stay
--   below RAM. A leak only takes longer to reach the new limit.
SELECT g.host, e.source_id, e.id AS fault_id, cgroup, limit_kb, usage_kb, failcnt, events, new_bytes,
       (SELECT group_concat(comm) FROM (
              SELECT DISTINCT k.comm FROM oom AS o JOIN fault_event AS f ON f.id = o.fault_id JOIN oom_kill AS k ON k.fault_id = f.id
              WHERE o.oom_memcg = cgroup AND f.host IS g.host AND o.memcg_limit_kb > 0 ORDER BY k.comm)) AS victims,
       CASE WHEN first_utc < last_utc THEN ' from ' || substr(first_utc, 1, 19) || ' to ' || substr(last_utc, 1, 19)
            ELSE '' END AS span
FROM (SELECT f.host, o.oom_memcg AS cgroup,
             max(o.memcg_limit_kb) AS limit_kb, max(o.memcg_usage_kb) AS usage_kb,
             max(o.memcg_failcnt) AS failcnt, count(DISTINCT f.id) AS events,
             min(f.time_utc) AS first_utc, max(f.time_utc) AS last_utc,
             -- in whole MiB
             (max(o.memcg_limit_kb) * 3 / 2 + 1023) / 1024 * 1048576 AS new_bytes
      FROM fault_event AS f JOIN oom AS o ON o.fault_id = f.id
      WHERE f.kind = 'oom' AND o.oom_memcg IS NOT NULL AND o.oom_memcg <> '/' AND o.memcg_limit_kb > 0
      GROUP BY f.host, o.oom_memcg) AS g
JOIN fault_fact AS e ON e.id = ( -- the newest of them
	SELECT f.id FROM oom AS o JOIN fault_event AS f ON f.id = o.fault_id
	WHERE o.oom_memcg = g.cgroup AND f.host IS g.host AND o.memcg_limit_kb > 0 ORDER BY f.time_utc DESC, f.key LIMIT 1)
ORDER BY events DESC, g.host, cgroup;
