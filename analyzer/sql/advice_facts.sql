-- What the rules of advice ask besides the tables of the store.  The comments are the documentation
-- in docs/advice.md.
--
-- A machine is a host; where no host is known, a bundle; else the folder that a file lay in, above
-- proc, sys, sos_commands, var/log and var/crash.
DROP TABLE IF EXISTS temp.machine_source;
DROP TABLE IF EXISTS temp.stat_now;
DROP TABLE IF EXISTS temp.setting_now;
DROP TABLE IF EXISTS temp.advice_fact;
CREATE TEMP TABLE machine_source (
	source_id INTEGER PRIMARY KEY,
	machine TEXT NOT NULL,
	host TEXT,
	kind TEXT NOT NULL,
	taken_utc TEXT,
	key TEXT, -- of the source: the same in every store, which its id is not
	age INTEGER -- 0: the newest of its machine and kind, 1: the one before
);
INSERT INTO machine_source (source_id, machine, host, kind, taken_utc, key)
SELECT s.id,
       CASE WHEN coalesce(s.host, u.host, b.host) IS NOT NULL THEN 'host ' || coalesce(s.host, u.host, b.host)
            WHEN s.bundle_id IS NOT NULL THEN 'bundle ' || u.key
            ELSE 'folder ' || substr('/' || s.file, 1, min(
		coalesce(nullif(instr('/' || s.file, '/proc/'), 0), 1 << 30),
		coalesce(nullif(instr('/' || s.file, '/sys/'), 0), 1 << 30),
		coalesce(nullif(instr('/' || s.file, '/sos_commands/'), 0), 1 << 30),
		CASE WHEN instr(s.file, '/var/log/') > 1 THEN instr(s.file, '/var/log/') + 1 ELSE 1 << 30 END,
		CASE WHEN instr(s.file, '/var/crash/') > 1 THEN instr(s.file, '/var/crash/') + 1 ELSE 1 << 30 END,
		length(rtrim('/' || s.file, replace(s.file, '/', ''))))) END,
       coalesce(s.host, u.host, b.host), s.kind, s.taken_utc, s.key
FROM (SELECT q.*, substr(q.path, 1, coalesce(nullif(instr(q.path, '!'), 0) - 1, length(q.path))) AS file FROM source AS q) AS s -- a part of a file lies where that does
LEFT JOIN bundle AS u ON u.id = s.bundle_id LEFT JOIN boot AS b ON b.id = s.boot_id;
UPDATE machine_source SET age = o.age FROM (
	SELECT source_id, row_number() OVER (PARTITION BY machine, kind
	       ORDER BY taken_utc IS NULL, taken_utc DESC, key) - 1 AS age
	FROM machine_source) AS o
WHERE o.source_id = machine_source.source_id;
CREATE INDEX temp.machine_source_machine ON machine_source (machine, kind, age);
CREATE TEMP TABLE stat_now (
	machine TEXT NOT NULL,
	host TEXT,
	source_id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	node INTEGER,
	name TEXT NOT NULL,
	value REAL,
	bytes REAL -- value in bytes, where the unit is kB or B
);
INSERT INTO stat_now
SELECT machine, host, source_id, kind, node, name, value,
       CASE unit WHEN 'kB' THEN value * 1024 WHEN 'B' THEN value END
FROM (SELECT m.machine, m.host, m.source_id, m.kind, s.node, s.name, s.value, s.unit,
             row_number() OVER (PARTITION BY m.machine, m.kind, s.node, s.name
                                ORDER BY m.age, s.row_no DESC) AS n
      FROM mem_stat AS s JOIN machine_source AS m USING (source_id)
      WHERE s.fault_id IS NULL AND s.name IS NOT NULL)
WHERE n = 1;
CREATE INDEX temp.stat_now_name ON stat_now (name, machine);
CREATE TEMP TABLE setting_now (
	machine TEXT NOT NULL,
	host TEXT,
	source_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	value TEXT
);
INSERT INTO setting_now
SELECT machine, host, source_id, name, value
FROM (SELECT m.machine, m.host, m.source_id, s.name, s.value,
             row_number() OVER (PARTITION BY m.machine, s.name
                                ORDER BY m.taken_utc IS NULL, m.taken_utc DESC, m.key,
                                         s.row_no DESC) AS n
      FROM setting AS s JOIN machine_source AS m USING (source_id)
      WHERE s.name IS NOT NULL)
WHERE n = 1;
CREATE INDEX temp.setting_now_name ON setting_now (name, machine);
-- What a rule may need: tables, and the names of numbers and settings.
CREATE TEMP TABLE advice_fact (
	name TEXT PRIMARY KEY,
	present INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO advice_fact VALUES
	('block_request', EXISTS (SELECT 1 FROM block_request)),
	('boot', EXISTS (SELECT 1 FROM boot)),
	('buddy_free', EXISTS (SELECT 1 FROM buddy_free)),
	('dump', EXISTS (SELECT 1 FROM dump)),
	('fault', EXISTS (SELECT 1 FROM fault_fact)),
	('frame', EXISTS (SELECT 1 FROM frame_fact)),
	('kmemleak_object', EXISTS (SELECT 1 FROM kmemleak_object)),
	('lock_wait', EXISTS (SELECT 1 FROM lock_wait)),
	('mem_stat', EXISTS (SELECT 1 FROM mem_stat)),
	('oom', EXISTS (SELECT 1 FROM oom)),
	('oom_kill', EXISTS (SELECT 1 FROM oom_kill)),
	('oom_task', EXISTS (SELECT 1 FROM oom_task)),
	('page_alloc_failure', EXISTS (SELECT 1 FROM page_alloc_failure)),
	('process', EXISTS (SELECT 1 FROM process)),
	('setting', EXISTS (SELECT 1 FROM setting)),
	('slab_cache', EXISTS (SELECT 1 FROM slab_cache)),
	('slab_corruption', EXISTS (SELECT 1 FROM slab_corruption)),
	('source', EXISTS (SELECT 1 FROM source)),
	('task', EXISTS (SELECT 1 FROM task)),
	('zone_state', EXISTS (SELECT 1 FROM zone_state));
INSERT INTO advice_fact SELECT DISTINCT 'stat ' || name, 1 FROM stat_now;
INSERT INTO advice_fact SELECT DISTINCT 'setting ' || name, 1 FROM setting_now;
-- The numbers that most rules ask for, a row for each machine.
DROP TABLE IF EXISTS temp.meminfo_now;
CREATE TEMP TABLE meminfo_now AS
SELECT machine, host, source_id, max(bytes) FILTER (WHERE name = 'MemTotal') AS total,
       max(bytes) FILTER (WHERE name = 'MemFree') AS free,
       max(bytes) FILTER (WHERE name = 'MemAvailable') AS available,
       max(bytes) FILTER (WHERE name = 'Buffers') AS buffers,
       max(bytes) FILTER (WHERE name = 'Cached') AS cached,
       max(bytes) FILTER (WHERE name = 'SwapCached') AS swap_cached,
       max(bytes) FILTER (WHERE name = 'SwapTotal') AS swap_total,
       max(bytes) FILTER (WHERE name = 'SwapFree') AS swap_free,
       max(bytes) FILTER (WHERE name = 'AnonPages') AS anon,
       max(bytes) FILTER (WHERE name = 'Shmem') AS shmem,
       max(bytes) FILTER (WHERE name = 'Slab') AS slab,
       max(bytes) FILTER (WHERE name = 'SUnreclaim') AS unreclaimable,
       max(bytes) FILTER (WHERE name = 'KReclaimable') AS k_reclaimable,
       max(bytes) FILTER (WHERE name = 'SReclaimable') AS reclaimable,
       max(bytes) FILTER (WHERE name = 'KernelStack') AS kernel_stack,
       max(bytes) FILTER (WHERE name = 'PageTables') AS page_tables,
       max(bytes) FILTER (WHERE name = 'Percpu') AS percpu,
       max(bytes) FILTER (WHERE name = 'VmallocUsed') AS vmalloc,
       max(bytes) FILTER (WHERE name = 'Zswap') AS zswap,
       max(bytes) FILTER (WHERE name = 'CommitLimit') AS commit_limit,
       max(bytes) FILTER (WHERE name = 'Committed_AS') AS committed,
       max(value) FILTER (WHERE name = 'HugePages_Total') AS huge_pages,
       max(value) FILTER (WHERE name = 'HugePages_Free') AS huge_free,
       max(value) FILTER (WHERE name = 'HugePages_Rsvd') AS huge_reserved,
       max(bytes) FILTER (WHERE name = 'Hugepagesize') AS huge_size,
       max(bytes) FILTER (WHERE name = 'Hugetlb') AS hugetlb
FROM stat_now AS n WHERE node IS NULL AND (kind = 'meminfo' OR kind = 'vmcore' -- a dump, where there is nothing else
	AND NOT EXISTS (SELECT 1 FROM stat_now AS o WHERE o.machine = n.machine AND o.kind = 'meminfo' AND o.name = 'MemTotal'))
GROUP BY machine
HAVING total > 0;
DROP TABLE IF EXISTS temp.vmstat_now;
CREATE TEMP TABLE vmstat_now AS
SELECT machine, host, source_id,
       coalesce(max(value) FILTER (WHERE name = 'workingset_refault_file'),
                max(value) FILTER (WHERE name = 'workingset_refault')) AS refault_file,
       max(value) FILTER (WHERE name = 'workingset_refault_anon') AS refault_anon,
       total(value) FILTER (WHERE name GLOB 'pgsteal_kswapd*' OR name GLOB 'pgsteal_direct*') AS steal,
       total(value) FILTER (WHERE name GLOB 'allocstall*') AS direct_reclaims,
       max(value) FILTER (WHERE name = 'pswpin') AS swap_ins,
       max(value) FILTER (WHERE name = 'pswpout') AS swap_outs,
       max(value) FILTER (WHERE name = 'compact_stall') AS compact_stall,
       max(value) FILTER (WHERE name = 'compact_fail') AS compact_fail,
       max(value) FILTER (WHERE name = 'compact_success') AS compact_success,
       max(value) FILTER (WHERE name = 'numa_hit') AS numa_hit,
       max(value) FILTER (WHERE name = 'numa_miss') AS numa_miss,
       max(value) FILTER (WHERE name = 'zone_reclaim_failed') AS zone_reclaim_failed,
       max(value) FILTER (WHERE name = 'oom_kill') AS oom_kills
FROM stat_now AS n WHERE node IS NULL AND (kind = 'vmstat' OR kind = 'vmcore'
	AND NOT EXISTS (SELECT 1 FROM stat_now AS o WHERE o.machine = n.machine AND o.kind = 'vmstat' AND o.name = 'nr_free_pages'))
GROUP BY machine;
CREATE INDEX temp.meminfo_now_machine ON meminfo_now (machine);
CREATE INDEX temp.vmstat_now_machine ON vmstat_now (machine);
