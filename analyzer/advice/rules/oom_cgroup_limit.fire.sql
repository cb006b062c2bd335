-- title: Memory cgroup /system.slice/app.service is too small for what runs in it: limit 512 MiB
-- evidence: out of memory 2 times from 2026-01-02T03:04:05 to 2026-01-02T03:14:05; usage 512 MiB of 512 MiB, limit hit 31 times; killed: java
-- command: echo 805306368 > /sys/fs/cgroup/system.slice/app.service/memory.max
INSERT INTO source (id, path, kind, bytes, status, host) VALUES (1, 'var/log/messages', 'syslog', 1, 'ok', 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit, first_line, last_line, time_boot) VALUES
	(1, 1, 'oom', 0, 10, 40, 100), (2, 1, 'oom', 0, 50, 80, 700);
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id, time_utc) VALUES
	(1, 'OOM: memory cgroup out of memory', 3, 0, 'a', 'a', 1, 1, '2026-01-02T03:04:05.000000Z'),
	(2, 'OOM: memory cgroup out of memory', 3, 0, 'a', 'a', 1, 2, '2026-01-02T03:14:05.000000Z');
INSERT INTO oom (fault_id, constraint_kind, oom_memcg, memcg_usage_kb, memcg_limit_kb, memcg_failcnt) VALUES
	(1, 'CONSTRAINT_MEMCG', '/system.slice/app.service', 524288, 524288, 12),
	(2, 'CONSTRAINT_MEMCG', '/system.slice/app.service', 524280, 524288, 31);
INSERT INTO oom_kill (fault_id, position, pid, comm, anon_rss_kb) VALUES (1, 0, 77, 'java', 500000), (2, 0, 99, 'java', 500100);
