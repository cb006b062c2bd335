-- The store: views.  Comments are documentation, see schema.sql.  All of them work in any SQLite
-- without extensions.  They are dropped and made again when a store of an older version is opened.

-- One report of one thing that went wrong, one row per sighting: a report that the journal and dmesg
-- both show is two rows with one event_id.  View fault_event has each report once.
CREATE VIEW fault AS SELECT
	f.id AS id, -- number in this store
	f.key AS key, -- from source, kind and place in the source: the same in every store
	d.event_id AS event_id, -- fault.id of the sighting that tells most of the same report of the same boot, perhaps itself (derived)
	f.source_id AS source_id, -- source.id
	d.boot_id AS boot_id, -- boot.id (derived)
	d.group_id AS group_id, -- fault_group.id (derived)
	f.kind AS kind, -- what kind of report: see docs/faults.md
	f.bug_type AS bug_type, -- what the reporting tool prints: KASAN slab-use-after-free, KFENCE use-after-free read, UBSAN shift-out-of-bounds, KCSAN data-race
	d.title AS title, -- what happened and where, free of numbers, addresses and names of tasks: equal titles mean equal faults (derived)
	f.message AS message, -- first line of the report, without prefix
	d.function AS function, -- function to blame, without suffixes of the compiler; NULL: none found (derived)
	d.module AS module, -- kernel module of function (derived)
	coalesce(f.file, d.file, (SELECT c.file FROM frame_symbol AS y JOIN symbol_cache AS c ON c.build_id = y.build_id AND c.address = y.address
		WHERE y.fault_id = f.id AND y.stack_no = d.stack_no AND y.depth = d.depth AND c.inlined = 0)) AS file, -- source file that the report's head names, else the one of function
	CASE WHEN f.file IS NOT NULL THEN f.line WHEN d.file IS NOT NULL THEN d.line
		ELSE (SELECT c.line FROM frame_symbol AS y JOIN symbol_cache AS c ON c.build_id = y.build_id AND c.address = y.address
			WHERE y.fault_id = f.id AND y.stack_no = d.stack_no AND y.depth = d.depth AND c.inlined = 0) END AS line, -- line in file
	d.severity AS severity, -- 1 (worst) to 5 (derived)
	f.access AS access, -- read, write, exec or free
	f.access_size AS access_size, -- [bytes] size of the access
	f.address AS address, -- address that was accessed or freed, or that faulted
	f.comm AS comm, -- name of the task that was running, or that the report is about; chosen by the task
	f.pid AS pid, -- process id of that task
	f.cpu AS cpu, -- CPU the report is about
	f.duration_s AS duration_s, -- [s] how long a task hung or a CPU was stuck
	f.taint AS taint, -- taint letters without blanks; empty: Not tainted
	coalesce(f.kernel_release, (SELECT b.kernel_release FROM boot AS b WHERE b.id = d.boot_id)) AS kernel_release, -- as uname -r; of the boot where the report does not say
	coalesce(f.arch, (SELECT b.arch FROM boot AS b WHERE b.id = d.boot_id)) AS arch, -- x86_64 i386 arm arm64 riscv ppc64 ppc s390 mips loongarch sparc64 parisc; of the boot where the report does not say
	coalesce(f.hardware, (SELECT b.hardware FROM boot AS b WHERE b.id = d.boot_id)) AS hardware, -- Hardware name: line; of the boot where the report does not say
	coalesce(f.host, (SELECT b.host FROM boot AS b WHERE b.id = d.boot_id), (SELECT s.host FROM source AS s WHERE s.id = f.source_id)) AS host, -- host that logged the report; of the boot or source where the log does not say
	f.time_boot AS time_boot, -- [s] time since boot of the first line
	d.time_utc AS time_utc, -- [UTC] time of day of the first line: its own, else from the start of the boot and time_boot (derived)
	f.first_line AS first_line, -- first line in the source, from 1
	f.last_line AS last_line, -- last line in the source, inclusive
	f.first_byte AS first_byte, -- [bytes] offset of the first line in the source
	f.last_byte AS last_byte, -- [bytes] offset of the last byte of the report in the source, inclusive
	d.corrupted AS corrupted, -- 1: the report is cut, mangled or has lost lines (derived)
	d.corrupted_reason AS corrupted_reason, -- why (derived)
	d.caused_by AS caused_by, -- fault.id of the report that this one follows from; NULL: it is a root (derived)
	d.signature AS signature, -- of kind, title and the stack to blame (derived)
	(SELECT t.excerpt FROM fault_text AS t WHERE t.fault_id = f.id) AS excerpt, -- the report's raw lines
	(SELECT t.excerpt_lines FROM fault_text AS t WHERE t.fault_id = f.id) AS excerpt_lines, -- lines of the source that excerpt holds, as ranges: 12-40,42
	d.time_local AS time_local, -- 1: time_utc is local time of an unknown zone (derived)
	f.is_32bit AS is_32bit, -- 1: addresses have 8 digits
	f.detail AS detail, -- what a title needs beyond the other fields; meaning depends on the kind, see docs/faults.md
	f.report_function AS report_function, -- function that the report's head names as the place (BUG: KASAN: … in F, WARNING: … F+0x1/0x2)
	f.ip_function AS ip_function, -- function of the instruction pointer (RIP, EIP, pc, NIP, epc, PSW)
	f.ip_module AS ip_module, -- module of ip_function
	f.uid AS uid, -- user id of that task
	f.kernel_version AS kernel_version, -- as uname -v, as far as the report prints it (#1 SMP PREEMPT_DYNAMIC Debian 6.1.0-1)
	f.workqueue AS workqueue, -- Workqueue: line: queue and function
	f.oops_number AS oops_number, -- [#N] of an Oops
	f.oops_text AS oops_text, -- what follows Oops: or Internal error:, e.g. 0002 [#1] PREEMPT SMP KASAN
	(SELECT t.code FROM fault_text AS t WHERE t.fault_id = f.id) AS code, -- Code: bytes or words as printed, the faulting one in <> or ()
	(SELECT t.modules FROM fault_text AS t WHERE t.fault_id = f.id) AS modules, -- Modules linked in, as printed
	f.preempt_count AS preempt_count, -- preempt count or in_atomic() values as printed, of atomic_sleep reports
	f.task_state AS task_state, -- state letter of a hung task (D, S, R)
	f.blocker AS blocker, -- task that the report says holds what this one waits for: comm:pid
	f.boot_no AS boot_no, -- number of the boot in its source, from 0
	f.wall_us AS wall_us, -- [us since 1970 UTC] time of day of the first line, where it says
	f.wall_local AS wall_local, -- 1: wall_us is local time of an unknown zone
	f.cause_byte AS cause_byte, -- [bytes] first_byte of the report in the same source that this one follows from
	f.piece_byte AS piece_byte, -- [bytes] first_byte of the piece of the same report in the same source that another CPU's report tore off it
	d.derive_version AS derive_version -- version of the recipe for title, function, module, severity, corrupted and signature (derived)
FROM fault_fact AS f JOIN fault_derived AS d ON d.fault_id = f.id;

-- Reports, each once: of several sightings the one that tells most.  Columns are those of fault.
CREATE VIEW fault_event AS SELECT * FROM fault WHERE id = event_id;

-- Why the kernel was tainted when a fault happened, one row per letter of fault.taint.
CREATE VIEW fault_taint AS SELECT
	f.id AS fault_id, -- fault.id
	t.letter AS letter, -- letter of fault.taint
	t.meaning AS meaning -- why the kernel is tainted
FROM fault_fact AS f JOIN taint_flag AS t ON instr(f.taint, t.letter) > 0;

-- Frames of the stacks of a fault.  Once they are symbolized (`crashql symbolize`), functions that the
-- compiler inlined have rows of their own.
CREATE VIEW frame AS SELECT
	r.fault_id AS fault_id, -- fault.id
	r.stack_no AS stack_no, -- stack.stack_no
	(SELECT s.role FROM stack AS s WHERE s.fault_id = r.fault_id AND s.stack_no = r.stack_no) AS stack, -- stack.role
	r.depth + coalesce(y.shift, 0) + coalesce(c.position, 0) AS depth, -- place in the stack; 0 is the innermost
	CASE WHEN c.inlined THEN c.function ELSE coalesce(r.function, y.function) END AS function, -- as printed; NULL: no symbol
	CASE WHEN c.inlined THEN NULL ELSE coalesce(r.offset, y.offset) END AS offset, -- [bytes] of the address in the function
	CASE WHEN c.inlined THEN NULL ELSE coalesce(r.size, y.size) END AS size, -- [bytes] of the function
	coalesce(r.module, y.module) AS module, -- of the function
	CASE WHEN r.address IS NULL THEN NULL
		WHEN f.is_32bit THEN printf('0x%08x', r.address)
		ELSE printf('0x%016x', r.address) END AS address, -- of the code
	coalesce(r.build_id, CASE WHEN y.build_id NOT GLOB '*:*' THEN y.build_id END) AS build_id, -- of the module or program, hex; of the kernel where it is symbolized
	1 - (r.flags & 1) AS reliable, -- 0: printed with "?": an address on the stack, perhaps of no caller
	CASE WHEN c.inlined THEN 1 ELSE r.flags >> 1 & 1 END AS inlined, -- 1: inlined into the next frame
	coalesce(r.file, c.file) AS file, -- source file, where printed or symbolized
	CASE WHEN r.file IS NULL THEN c.line ELSE r.line END AS line, -- line in file
	r.flags >> 2 & 1 AS from_ip, -- 1: from an instruction pointer line, not from the list of callers
	r.flags >> 3 & 1 AS in_irq, -- 1: interrupt context
	r.flags >> 4 & 1 AS in_nmi, -- 1: exception stack: NMI, double fault
	r.flags >> 5 & 1 AS after_regs, -- 1: what ran when the interrupt or exception came in
	r.flags >> 6 & 1 AS user_space, -- 1: of user space
	r.log_line AS log_line, -- line of the source it was printed on, from 1
	c.column_no AS column_no, -- in line, from 1
	CASE WHEN r.file IS NULL THEN coalesce(c.knowledge, y.knowledge) END AS knowledge, -- how file, line and inlined functions are known: line, dwarf, symtab, kallsyms, system-map, none; NULL: as printed
	y.candidates AS candidates, -- places of several functions of that name, when nothing tells which it is
	y.note AS note -- why a file with debug information that is at hand was not used
FROM frame_fact AS r
	LEFT JOIN frame_symbol AS y ON y.fault_id = r.fault_id AND y.stack_no = r.stack_no AND y.depth = r.depth
	LEFT JOIN symbol_cache AS c ON c.build_id = y.build_id AND c.address = y.address
	-- last: SQLite flattens a view into a join only when no outer join stands at its end
	JOIN fault_fact AS f ON f.id = r.fault_id;
