-- a global OOM: no cgroup's limit had a part in it
INSERT INTO source (id, path, kind, bytes, status, host) VALUES (1, 'var/log/messages', 'syslog', 1, 'ok', 'web01');
INSERT INTO fault_fact (id, source_id, kind, is_32bit) VALUES (1, 1, 'oom', 0);
INSERT INTO fault_derived (fault_id, title, severity, corrupted, signature, group_key, derive_version, event_id) VALUES
	(1, 'OOM: out of memory', 3, 0, 'a', 'a', 1, 1);
INSERT INTO oom (fault_id, constraint_kind, task_memcg) VALUES (1, 'CONSTRAINT_NONE', '/system.slice/app.service');
