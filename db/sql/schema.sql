-- The store: tables of sources, boots, faults and snapshots.  Those of dumps are in schema_dump.sql,
-- views in views*.sql; schema_files.def lists them all.
--
-- The block of comments above a table and the comment behind each column are its documentation:
-- docs/schema.md and `crashql schema` are made from them.  A unit stands in brackets in front; lines
-- of comment below a column go on with its text.  A table whose text begins with "Internal:" is no
-- part of the public contract; the views and the other tables are.
--
-- NULL: the input did not say.  Times of day are TEXT YYYY-MM-DDTHH:MM:SS.ffffffZ in UTC, addresses
-- TEXT 0x… of 16 digits, 8 on 32-bit kernels.  `id` is a number of this store, `key` is made from
-- content and the same in every store.  Columns marked (derived) depend on other sources or on
-- recipes and are made again by `crashql regroup`.

PRAGMA application_id = 1668444524; -- "crql"
PRAGMA user_version = 2;

-- One collected machine: an archive, or a folder recognised as a bundle.
CREATE TABLE bundle (
	id INTEGER PRIMARY KEY, -- number in this store
	key TEXT NOT NULL UNIQUE CHECK (length(key) = 16), -- from the paths and hashes of its members
	path TEXT NOT NULL, -- where it was read; the smallest when there were several places
	layout TEXT, -- what kind of bundle: sosreport, kdump, …
	host TEXT, -- host it was taken from
	taken_utc TEXT -- [UTC] when it was taken
) STRICT;

-- One capture that was read: a file, or a member of an archive.
CREATE TABLE source (
	id INTEGER PRIMARY KEY, -- number in this store
	key TEXT UNIQUE CHECK (length(key) = 16), -- from its content; inside a bundle from bundle, path inside and content
	bundle_id INTEGER REFERENCES bundle (id), -- bundle.id; NULL: in no bundle
	boot_id INTEGER REFERENCES boot (id), -- boot.id, where all of it is of one boot (derived)
	host TEXT, -- host it is of, where the source or its bundle says
	taken_utc TEXT, -- [UTC] when the content was true: said in the text, else the archive's time, else the file's
	path TEXT NOT NULL, -- path as given, then ! and the way inside for members of archives; the smallest of source_path
	inside TEXT, -- path inside its bundle
	kind TEXT NOT NULL, -- format: see `crashql formats`
	bytes INTEGER NOT NULL CHECK (bytes >= 0), -- [bytes] size of the content
	sha256 TEXT, -- SHA-256 of the content, hex; of a dump over 256 MiB, of its size and samples of it; NULL: nothing could be read
	status TEXT NOT NULL CHECK (status IN ('ok', 'partial', 'failed')), -- ok; partial: damaged or cut, what could be read is here; failed
	message TEXT, -- what could not be read, where and why
	linked INTEGER NOT NULL DEFAULT 0 CHECK (linked IN (0, 1)) -- 1: what is derived takes this source into account (derived)
) STRICT;
CREATE INDEX source_unlinked ON source (id) WHERE linked = 0;
CREATE INDEX source_bundle ON source (bundle_id) WHERE bundle_id IS NOT NULL;

-- Every path that a source was seen under.
CREATE TABLE source_path (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	path TEXT NOT NULL, -- as source.path
	PRIMARY KEY (source_id, path)
) STRICT, WITHOUT ROWID;

-- One run of one kernel, put together from all sources that tell of it.
CREATE TABLE boot (
	id INTEGER PRIMARY KEY, -- number in this store
	key TEXT NOT NULL UNIQUE CHECK (length(key) = 16), -- from the boot id, else from the source and the place in it
	boot_uuid TEXT, -- boot id (systemd, /proc/sys/kernel/random/boot_id): 32 hex digits
	host TEXT, -- name of the host
	kernel_release TEXT, -- as uname -r
	kernel_version TEXT, -- the banner after "Linux version "
	arch TEXT, -- x86_64 i386 arm arm64 riscv ppc64 ppc s390 mips loongarch sparc64 parisc
	hardware TEXT, -- DMI: or Machine model: line, or Hardware name: of a report
	command_line TEXT, -- of the kernel
	started_utc TEXT, -- [UTC] time of day when the clock of time_boot was 0
	kaslr_offset TEXT, -- by how much KASLR moved the kernel
	started_us INTEGER, -- [us since 1970 UTC] started_utc as a number
	started_local INTEGER NOT NULL CHECK (started_local IN (0, 1)) -- 1: started_utc is local time of an unknown zone
) STRICT;

-- What one source says of one boot.
CREATE TABLE source_boot (
	id INTEGER PRIMARY KEY, -- number in this store
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	number INTEGER NOT NULL, -- number of the boot in the source, from 0
	boot_id INTEGER REFERENCES boot (id), -- boot.id (derived)
	boot_uuid TEXT, -- as boot.boot_uuid
	host TEXT, -- as boot.host
	kernel_release TEXT, -- as boot.kernel_release
	kernel_version TEXT, -- as boot.kernel_version
	arch TEXT, -- as boot.arch
	hardware TEXT, -- as boot.hardware
	command_line TEXT, -- as boot.command_line
	started_us INTEGER, -- [us since 1970 UTC] as boot.started_us
	started_local INTEGER NOT NULL DEFAULT 0 CHECK (started_local IN (0, 1)), -- as boot.started_local
	kaslr_offset TEXT, -- as boot.kaslr_offset
	first_line INTEGER, -- first line of the boot in the source, from 1
	first_mono_us INTEGER, -- [us] first time since boot that was seen
	last_mono_us INTEGER, -- [us] last time since boot that was seen
	UNIQUE (source_id, number)
) STRICT;
CREATE INDEX source_boot_uuid ON source_boot (boot_uuid) WHERE boot_uuid IS NOT NULL;
CREATE INDEX source_boot_start ON source_boot (kernel_version, started_us)
	WHERE kernel_version IS NOT NULL AND started_us IS NOT NULL;
CREATE INDEX source_boot_boot ON source_boot (boot_id);

-- Internal: what the source says of a fault; written once.  View fault shows it.
CREATE TABLE fault_fact (
	id INTEGER PRIMARY KEY, -- fault.id
	key TEXT UNIQUE CHECK (length(key) = 16), -- from source, kind and place in the source; NULL only while the source is written
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	source_boot_id INTEGER REFERENCES source_boot (id), -- source_boot.id; NULL only while the source is written
	kind TEXT NOT NULL, -- see docs/faults.md
	is_32bit INTEGER NOT NULL CHECK (is_32bit IN (0, 1)), -- 1: addresses have 8 digits
	merge_key TEXT, -- reports of the source with the same one are one fault
	sight INTEGER, -- hash of kind, message and time_boot: the same in all sightings of one report
	wall_sight INTEGER, -- hash of kind, message, host and second of wall_us: likewise
	bug_type TEXT, -- what the reporting tool prints: KASAN slab-use-after-free, KFENCE use-after-free read, UBSAN shift-out-of-bounds, KCSAN data-race
	message TEXT, -- first line of the report, without prefix
	report_function TEXT, -- function that the report's head names as the place (BUG: KASAN: … in F, WARNING: … F+0x1/0x2)
	ip_function TEXT, -- function of the instruction pointer (RIP, EIP, pc, NIP, epc, PSW)
	ip_module TEXT, -- module of ip_function
	detail TEXT, -- what a title needs beyond the other fields; meaning depends on the kind, see docs/faults.md
	file TEXT, -- source file that the report's head names
	line INTEGER, -- line in file
	access TEXT, -- read, write, exec or free
	access_size INTEGER, -- [bytes] size of the access
	address TEXT, -- address that was accessed or freed, or that faulted
	comm TEXT, -- name of the task that was running, or that the report is about; chosen by the task
	pid INTEGER, -- process id of that task
	uid INTEGER, -- user id of that task
	cpu INTEGER, -- CPU the report is about
	duration_s REAL, -- [s] how long a task hung or a CPU was stuck
	taint TEXT, -- taint letters without blanks; empty: Not tainted
	kernel_release TEXT, -- as uname -r
	kernel_version TEXT, -- as uname -v, as far as the report prints it (#1 SMP PREEMPT_DYNAMIC Debian 6.1.0-1)
	arch TEXT, -- x86_64 i386 arm arm64 riscv ppc64 ppc s390 mips loongarch sparc64 parisc; guessed from registers where the log does not say
	hardware TEXT, -- Hardware name: line
	workqueue TEXT, -- Workqueue: line: queue and function
	host TEXT, -- host that logged the report
	time_boot REAL, -- [s] time since boot of the first line
	wall_us INTEGER, -- [us since 1970 UTC] time of day of the first line, where it says
	wall_local INTEGER CHECK (wall_local IN (0, 1)), -- 1: wall_us is local time of an unknown zone
	boot_no INTEGER, -- number of the boot in its source, from 0
	first_line INTEGER, -- first line in the source, from 1
	last_line INTEGER, -- last line in the source, inclusive
	first_byte INTEGER, -- [bytes] offset of the first line in the source
	last_byte INTEGER, -- [bytes] offset of the last byte of the report in the source, inclusive
	cause_byte INTEGER, -- [bytes] first_byte of the report in the same source that this one follows from
	piece_byte INTEGER, -- [bytes] first_byte of the piece of the same report in the same source that another CPU's report tore off it
	corrupted INTEGER CHECK (corrupted IN (0, 1)), -- 1: the report is cut, mangled or has lost lines
	corrupted_reason TEXT, -- why
	oops_number INTEGER, -- [#N] of an Oops
	oops_text TEXT, -- what follows Oops: or Internal error:, e.g. 0002 [#1] PREEMPT SMP KASAN
	preempt_count TEXT, -- preempt count or in_atomic() values as printed, of atomic_sleep reports
	task_state TEXT, -- state letter of a hung task (D, S, R)
	blocker TEXT, -- task that the report says holds what this one waits for: comm:pid
	CHECK (first_byte IS NULL OR last_byte IS NULL OR first_byte <= last_byte)
) STRICT;
CREATE INDEX fault_fact_boot ON fault_fact (source_boot_id);
CREATE INDEX fault_fact_kind ON fault_fact (kind);
CREATE INDEX fault_fact_oops ON fault_fact (oops_number) WHERE oops_number >= 2;
CREATE INDEX fault_fact_place ON fault_fact (source_id, first_byte);
CREATE UNIQUE INDEX fault_fact_merge ON fault_fact (source_id, merge_key) WHERE merge_key IS NOT NULL;
CREATE INDEX fault_fact_sight ON fault_fact (sight) WHERE sight IS NOT NULL;
CREATE INDEX fault_fact_wall_sight ON fault_fact (wall_sight) WHERE wall_sight IS NOT NULL;

-- Internal: the long texts of a fault, apart so that lists of faults need not read them.
CREATE TABLE fault_text (
	fault_id INTEGER PRIMARY KEY REFERENCES fault_fact (id), -- fault.id
	code TEXT, -- Code: bytes or words as printed, the faulting one in <> or ()
	modules TEXT, -- Modules linked in, as printed
	excerpt TEXT, -- the report's raw lines
	excerpt_lines TEXT -- lines of the source that excerpt holds, as ranges: 12-40,42
) STRICT;

-- Internal: what recipes and other sources make of a fault.  View fault shows it.
CREATE TABLE fault_derived (
	fault_id INTEGER PRIMARY KEY REFERENCES fault_fact (id), -- fault.id
	title TEXT NOT NULL, -- what happened and where
	function TEXT, -- to blame
	module TEXT, -- of function
	file TEXT, -- of function
	line INTEGER, -- in file
	severity INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 5), -- 1 (worst) to 5
	corrupted INTEGER NOT NULL CHECK (corrupted IN (0, 1)), -- 1: cut, mangled or with lost lines
	corrupted_reason TEXT, -- why
	signature TEXT NOT NULL, -- of kind, title and the stack to blame
	group_key TEXT NOT NULL, -- of kind and title
	derive_version INTEGER NOT NULL, -- version of the recipe that made all the above
	boot_id INTEGER REFERENCES boot (id), -- boot.id
	event_id INTEGER REFERENCES fault_fact (id), -- fault.id of the best sighting of the same report
	group_id INTEGER REFERENCES fault_group (id), -- fault_group.id
	caused_by INTEGER REFERENCES fault_fact (id), -- fault.id
	time_us INTEGER, -- [us since 1970 UTC] when
	time_utc TEXT, -- [UTC] the same as text
	time_local INTEGER CHECK (time_local IN (0, 1)), -- 1: local time of an unknown zone
	title_id INTEGER REFERENCES group_title (id), -- group_title.id
	group_name TEXT, -- name of its title among groups, where a rule gives one
	apart INTEGER NOT NULL DEFAULT 0 CHECK (apart IN (0, 1)), -- 1: a rule keeps its title apart from others
	rules_key TEXT, -- of the rules that were in force; NULL: none
	stack_no INTEGER, -- stack.stack_no of the stack to blame
	depth INTEGER, -- frame.depth of the function to blame in it
	host TEXT, -- as fault.host
	kernel_release TEXT -- as fault.kernel_release
) STRICT;
CREATE INDEX fault_derived_title ON fault_derived (title_id, event_id);
CREATE INDEX fault_derived_boot ON fault_derived (boot_id);
CREATE INDEX fault_derived_event ON fault_derived (event_id);
CREATE INDEX fault_derived_group ON fault_derived (group_id, event_id, host, kernel_release, time_utc, severity,
	caused_by, title_id);

-- Recurring faults: equal titles of one kind, and titles that are the same bug by what their faults
-- have in common; see group_title (derived).
CREATE TABLE fault_group (
	id INTEGER PRIMARY KEY, -- number in this store
	key TEXT NOT NULL UNIQUE, -- of the title that names it: the same in every store
	signature TEXT NOT NULL, -- fault.signature of the example
	kind TEXT NOT NULL, -- fault.kind of the title that names it
	title TEXT NOT NULL, -- fault.title of the one that tells most
	function TEXT, -- fault.function of the example
	faults INTEGER NOT NULL DEFAULT 0, -- how many reports: each counts once, however many sources show it
	hosts INTEGER NOT NULL DEFAULT 0, -- on how many hosts with a known name
	kernels INTEGER NOT NULL DEFAULT 0, -- on how many kernel releases
	first_seen_utc TEXT, -- [UTC] fault.time_utc of the first one
	last_seen_utc TEXT, -- [UTC] fault.time_utc of the last one
	example_fault_id INTEGER REFERENCES fault_fact (id), -- fault.id of the one that tells most
	severity INTEGER, -- smallest fault.severity
	roots INTEGER NOT NULL DEFAULT 0, -- how many of the faults are no consequence of another one
	titles INTEGER NOT NULL DEFAULT 1 -- how many titles it has, see group_title
) STRICT;

-- Stacks of a report, in the order in which it prints them.
CREATE TABLE stack (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id), -- fault.id
	stack_no INTEGER NOT NULL, -- number of the stack in the report, from 0
	role TEXT NOT NULL, -- fault, alloc, free, …: see docs/faults.md
	cpu INTEGER, -- CPU it is of
	pid INTEGER, -- task it is of
	comm TEXT, -- name of that task
	title TEXT, -- line that introduced it, without prefix
	log_line INTEGER, -- line of the source that introduced it, from 1
	PRIMARY KEY (fault_id, stack_no)
) STRICT, WITHOUT ROWID;

-- Internal: frames of stacks.  View frame shows them.
CREATE TABLE frame_fact (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id), -- fault.id
	stack_no INTEGER NOT NULL, -- stack.stack_no
	depth INTEGER NOT NULL, -- 0 is the innermost
	flags INTEGER NOT NULL, -- enum frame_flags
	function TEXT, -- as printed
	offset INTEGER, -- [bytes] of the address in the function
	size INTEGER, -- [bytes] of the function
	module TEXT, -- of the function
	address INTEGER, -- as a signed number
	log_line INTEGER, -- line of the source, from 1
	file TEXT, -- source file
	line INTEGER, -- in file
	build_id TEXT, -- of the module or program, hex
	PRIMARY KEY (fault_id, stack_no, depth)
) STRICT, WITHOUT ROWID;

-- Registers that a report prints.
CREATE TABLE register (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id), -- fault.id
	row_no INTEGER NOT NULL, -- number of the row in its fault, from 0
	stack_no INTEGER NOT NULL, -- stack.stack_no of the stack they belong to; 0 when there is none
	name TEXT NOT NULL, -- in lower case: rip, x0, gpr03
	value TEXT, -- hex digits without 0x, or symbol, as printed
	PRIMARY KEY (fault_id, row_no)
) STRICT, WITHOUT ROWID;

-- The object of a KASAN, KFENCE or SLUB report.
CREATE TABLE memory_object (
	fault_id INTEGER PRIMARY KEY REFERENCES fault_fact (id), -- fault.id
	cache TEXT, -- slab cache of the object
	object_size INTEGER, -- [bytes] size of the cache's objects, or of the KFENCE object
	object_address TEXT, -- where the object begins
	object_offset INTEGER, -- [bytes] offset of the access from the object's beginning
	located TEXT, -- inside of, to the right of, to the left of, and by how many bytes, as printed
	region TEXT, -- what the address belongs to, where it is no slab object: stack of task, variable, vmalloc area, page
	alloc_pid INTEGER, -- task that allocated the object
	alloc_comm TEXT, -- name of that task, where printed
	alloc_cpu INTEGER, -- CPU it ran on, where printed
	alloc_time REAL, -- [s since boot] when, where printed
	free_pid INTEGER, -- task that freed the object
	free_comm TEXT, -- name of that task, where printed
	free_cpu INTEGER, -- CPU it ran on, where printed
	free_time REAL, -- [s since boot] when, where printed
	memory_state TEXT, -- shadow bytes around the address, as printed
	page TEXT -- page dump, as printed
) STRICT;

-- One OOM event: a fault of kind oom.
CREATE TABLE oom (
	fault_id INTEGER PRIMARY KEY REFERENCES fault_fact (id), -- fault.id
	trigger_comm TEXT, -- task that asked for the memory
	trigger_pid INTEGER, -- its process id
	gfp_mask TEXT, -- allocation flags as printed, in hex (0x140dca)
	gfp_flags TEXT, -- their names as printed (GFP_HIGHUSER_MOVABLE|__GFP_ZERO)
	page_order INTEGER, -- 2^page_order pages were asked for; -1: by SysRq
	oom_score_adj INTEGER, -- of the trigger; oom_adj before Linux 2.6.36
	constraint_kind TEXT, -- CONSTRAINT_NONE, _CPUSET, _MEMORY_POLICY or _MEMCG
	nodemask TEXT, -- NUMA nodes that were allowed
	cpuset TEXT, -- cpuset of the trigger
	mems_allowed TEXT, -- memory nodes of that cpuset
	oom_memcg TEXT, -- memory cgroup whose limit was hit
	task_memcg TEXT, -- memory cgroup of the victim
	memcg_usage_kb INTEGER, -- [KiB] usage of that memory cgroup
	memcg_limit_kb INTEGER, -- [KiB] its limit
	memcg_failcnt INTEGER, -- how often the limit was hit
	swap_usage_kb INTEGER, -- [KiB] swap (v2) or memory+swap (v1) usage of that memory cgroup
	swap_limit_kb INTEGER, -- [KiB] its limit
	swap_failcnt INTEGER, -- how often that limit was hit
	kmem_usage_kb INTEGER, -- [KiB] kernel memory of that memory cgroup (v1)
	kmem_limit_kb INTEGER, -- [KiB] its limit
	kmem_failcnt INTEGER, -- how often that limit was hit
	page_kb INTEGER, -- [KiB] size of a page: of the smallest blocks of the buddy lists, else what a victim's virtual memory in KiB and in pages tells
	pages_ram INTEGER, -- [pages] pages of RAM
	pages_highmem INTEGER, -- [pages] pages HighMem/MovableOnly
	pages_reserved INTEGER, -- [pages] pages reserved
	free_swap_kb INTEGER, -- [KiB] free swap space
	total_swap_kb INTEGER -- [KiB] swap space in all
) STRICT;

-- Victims of an OOM event.
CREATE TABLE oom_kill (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id), -- fault.id
	position INTEGER NOT NULL, -- number of the victim in its event, from 0
	pid INTEGER, -- process that was killed
	comm TEXT, -- its name
	uid INTEGER, -- its user
	total_vm_kb INTEGER, -- [KiB] its virtual memory
	anon_rss_kb INTEGER, -- [KiB] its resident anonymous memory
	file_rss_kb INTEGER, -- [KiB] its resident file pages
	shmem_rss_kb INTEGER, -- [KiB] its resident shared memory
	pgtables_kb INTEGER, -- [KiB] its page tables
	oom_score_adj INTEGER, -- its oom_score_adj
	score INTEGER, -- badness that the kernel printed
	memcg_kill INTEGER CHECK (memcg_kill IN (0, 1)), -- 1: killed with its memory cgroup (memory.oom.group)
	PRIMARY KEY (fault_id, position)
) STRICT, WITHOUT ROWID;

-- Task table of an OOM event.
CREATE TABLE oom_task (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id), -- fault.id
	position INTEGER NOT NULL, -- number of the row in its event, from 0
	pid INTEGER, -- process id
	uid INTEGER, -- user id
	tgid INTEGER, -- thread group id
	comm TEXT, -- name
	total_vm_pages INTEGER, -- [pages] virtual memory
	rss_pages INTEGER, -- [pages] resident memory
	rss_anon_pages INTEGER, -- [pages] of it anonymous, where printed (6.9)
	rss_file_pages INTEGER, -- [pages] of it file, where printed
	rss_shmem_pages INTEGER, -- [pages] of it shared, where printed
	cpu INTEGER, -- CPU, where printed (before 3.8)
	nr_ptes INTEGER, -- page table pages, where printed (3.4 to 4.14)
	nr_pmds INTEGER, -- middle page directories, where printed (4.1 to 4.14)
	nr_puds INTEGER, -- upper page directories, where printed (4.14)
	pgtables_bytes INTEGER, -- [bytes] page tables
	swapents INTEGER, -- [pages] swapped out
	oom_score_adj INTEGER, -- oom_score_adj; oom_adj before Linux 2.6.36
	PRIMARY KEY (fault_id, position)
) STRICT, WITHOUT ROWID;

-- One failed or stalled allocation: a fault of kind page_alloc_failure.
CREATE TABLE page_alloc_failure (
	fault_id INTEGER PRIMARY KEY REFERENCES fault_fact (id), -- fault.id
	comm TEXT, -- task that asked for the memory
	page_order INTEGER, -- 2^page_order pages were asked for
	gfp_mask TEXT, -- allocation flags as printed, in hex
	gfp_flags TEXT, -- their names as printed
	nodemask TEXT, -- NUMA nodes that were allowed
	cpuset TEXT, -- cpuset of the task
	mems_allowed TEXT, -- memory nodes of that cpuset
	stall_ms INTEGER, -- [ms] how long a stalled allocation took
	vmalloc_bytes INTEGER -- [bytes] size of a vmalloc allocation
) STRICT;

-- Free pages and watermarks of memory zones, from /proc/zoneinfo and from the Mem-Info of reports.
CREATE TABLE zone_state (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	fault_id INTEGER REFERENCES fault_fact (id), -- fault.id of the report it was printed in; NULL: the source itself is such a list
	row_no INTEGER NOT NULL, -- number of the row in its fault or source, from 0
	node INTEGER, -- NUMA node
	zone TEXT, -- DMA, DMA32, Normal, HighMem, Movable, Device
	free_pages INTEGER, -- [pages] free
	boost_pages INTEGER, -- [pages] watermark boost
	min_pages INTEGER, -- [pages] watermark min
	low_pages INTEGER, -- [pages] watermark low
	high_pages INTEGER, -- [pages] watermark high
	present_pages INTEGER, -- [pages] present
	managed_pages INTEGER, -- [pages] managed by the buddy allocator
	lowmem_reserve TEXT, -- [pages] lowmem_reserve[] or protection, as printed
	free_cma_pages INTEGER, -- [pages] of the free ones, those of contiguous memory areas (CMA)
	highatomic_pages INTEGER -- [pages] reserved for atomic requests of several pages
) STRICT;
CREATE INDEX zone_state_fault ON zone_state (fault_id, row_no);
CREATE INDEX zone_state_source ON zone_state (source_id);

-- Free blocks of the buddy allocator, from /proc/buddyinfo, /proc/pagetypeinfo and reports.
CREATE TABLE buddy_free (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	fault_id INTEGER REFERENCES fault_fact (id), -- fault.id of the report it was printed in; NULL: the source itself is such a list
	row_no INTEGER NOT NULL, -- number of the row in its fault or source, from 0
	node INTEGER, -- NUMA node
	zone TEXT, -- zone
	migratetype TEXT, -- migrate type, where the source tells them apart
	page_order INTEGER, -- blocks of 2^page_order pages
	free_blocks INTEGER, -- how many of them are free
	types TEXT -- letters of the migrate types that have such blocks, where printed: U unmovable, M movable, E reclaimable, H highatomic, C CMA, I isolated
) STRICT;
CREATE INDEX buddy_free_fault ON buddy_free (fault_id, row_no);
CREATE INDEX buddy_free_source ON buddy_free (source_id);

-- Objects that kmemleak found unreferenced: one fault of kind kmemleak per distinct stack of a
-- capture, one row per object; the backtrace is the alloc stack of the fault.
CREATE TABLE kmemleak_object (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id), -- fault.id
	row_no INTEGER NOT NULL, -- number of the row in its fault, from 0
	position INTEGER, -- number of the object in its capture, from 0
	address TEXT, -- where the object begins
	size INTEGER, -- [bytes] its size
	comm TEXT, -- task that allocated it
	pid INTEGER, -- its process id
	jiffies INTEGER, -- [jiffies] when
	age_s REAL, -- [s] how long ago, where printed
	checksum TEXT, -- crc of the backtrace line or checksum, in hex
	hexdump TEXT, -- the first bytes, as hex digit pairs with blanks
	PRIMARY KEY (fault_id, row_no)
) STRICT, WITHOUT ROWID;

-- One report of the slab allocator's debugging: a fault of kind slub.
CREATE TABLE slub_report (
	fault_id INTEGER PRIMARY KEY REFERENCES fault_fact (id), -- fault.id
	cache TEXT, -- slab cache
	problem TEXT, -- all that follows BUG cache (taint): 
	slab_address TEXT, -- struct slab or struct page
	object_address TEXT, -- the object
	slab_offset INTEGER, -- [bytes] place of the object in the slab
	objects INTEGER, -- objects of the slab
	used INTEGER, -- of them in use
	flags TEXT, -- page flags as printed
	free_pointer TEXT, -- fp=
	bytes TEXT, -- overwritten bytes: the [first-last] line or the First byte line, as printed
	dump TEXT, -- hexdump lines (Redzone, Object, Padding), as printed
	first_bad INTEGER, -- [bytes] offset of the first overwritten byte from the object's beginning; below 0: in front of it
	last_bad INTEGER, -- [bytes] offset of the last one
	expected TEXT, -- what stood there before: pattern byte, hex; see memory_pattern
	found TEXT, -- what stands there: hex digit pairs, as many as the dump shows, at most 64
	found_text TEXT, -- the same as text, where all of it is printable ASCII
	fix TEXT, -- FIX cache: what was repaired
	alloc_function TEXT, -- who allocated the object
	alloc_pid INTEGER, -- task that did
	alloc_cpu INTEGER, -- CPU it ran on
	alloc_age INTEGER, -- [jiffies] how long ago
	free_function TEXT, -- who freed it last
	free_pid INTEGER, -- task that did
	free_cpu INTEGER, -- CPU it ran on
	free_age INTEGER -- [jiffies] how long ago
) STRICT;

-- Named numbers of memory statistics, as the source prints them.
CREATE TABLE mem_stat (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	fault_id INTEGER REFERENCES fault_fact (id), -- fault.id of the report it was printed in; NULL: the source itself is such a list
	row_no INTEGER NOT NULL, -- number of the row in its fault or source, from 0
	node INTEGER, -- NUMA node; NULL: the whole machine
	name TEXT, -- name as the source prints it
	value ANY, -- [see unit] value as printed: INTEGER when it is whole, else REAL
	unit TEXT -- kB, pages, B, kB/s, % … or empty
) STRICT;
CREATE INDEX mem_stat_fault ON mem_stat (fault_id, row_no);
CREATE INDEX mem_stat_source ON mem_stat (source_id);

-- Locks that a report prints: held, wanted, links of a dependency chain.
CREATE TABLE held_lock (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id), -- fault.id
	row_no INTEGER NOT NULL, -- number of the row in its fault, from 0
	pid INTEGER, -- task that holds or waits for the lock
	comm TEXT, -- its name
	role TEXT, -- held, wanted, or depends_on (a link of the dependency chain)
	position INTEGER, -- #N of the list
	lock TEXT, -- class of the lock, without address and usage marks
	usage TEXT, -- usage marks in braces, as printed: +.+.}-{3:3
	address TEXT, -- the lock
	function TEXT, -- where it was taken
	PRIMARY KEY (fault_id, row_no)
) STRICT, WITHOUT ROWID;

-- Slab caches, from /proc/slabinfo and dumps.
CREATE TABLE slab_cache (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	name TEXT, -- name of the cache
	active_objs INTEGER, -- objects in use
	num_objs INTEGER, -- objects in all
	objsize INTEGER, -- [bytes] size of an object
	objperslab INTEGER, -- objects of a slab
	pagesperslab INTEGER, -- [pages] size of a slab
	active_slabs INTEGER, -- slabs with objects in use
	num_slabs INTEGER -- slabs in all
) STRICT;
CREATE INDEX slab_cache_source ON slab_cache (source_id, row_no);

-- Processes, from lists as ps prints them.
CREATE TABLE process (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	pid INTEGER, -- process id
	ppid INTEGER, -- of the parent
	uid INTEGER, -- user id
	comm TEXT, -- name
	state TEXT, -- letters as ps prints them
	vsz_kb INTEGER, -- [KiB] virtual memory
	rss_kb INTEGER, -- [KiB] resident memory
	minor_faults INTEGER, -- page faults without I/O
	major_faults INTEGER, -- page faults with I/O
	oom_score INTEGER, -- badness
	oom_score_adj INTEGER, -- adjustment of the badness
	cgroup TEXT, -- control group
	command_line TEXT -- command with arguments
) STRICT;
CREATE INDEX process_source ON process (source_id, row_no);

-- Settings of the system: sysctl and its like.
CREATE TABLE setting (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	name TEXT, -- vm.overcommit_memory, sys/kernel/mm/transparent_hugepage/enabled
	value TEXT -- as printed
) STRICT;
CREATE INDEX setting_source ON setting (source_id, row_no);

-- Recommendations with their evidence (derived).
CREATE TABLE advice (
	id INTEGER PRIMARY KEY, -- number in this store
	rule TEXT NOT NULL, -- name of the rule: see docs/advice.md
	severity INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 5), -- 1 (worst) to 5
	title TEXT NOT NULL, -- what is wrong
	host TEXT, -- host it is about; NULL: not known
	evidence TEXT, -- what shows it and where that was read, a line each
	remedy TEXT, -- what to do, and the commands to run from the second line on
	fault_id INTEGER REFERENCES fault_fact (id), -- fault.id that shows it best
	source_id INTEGER REFERENCES source (id) -- source.id that shows it best
) STRICT;

-- What the letters of fault.taint mean (Documentation/admin-guide/tainted-kernels.rst).
CREATE TABLE taint_flag (
	letter TEXT PRIMARY KEY, -- as printed
	meaning TEXT NOT NULL -- why the kernel is tainted
) STRICT, WITHOUT ROWID;
INSERT INTO taint_flag (letter, meaning) VALUES
	('A', 'an ACPI table was overridden by the user'),
	('B', 'a page was released in a bad state, or page flags were unexpected'),
	('C', 'a staging driver was loaded'),
	('D', 'the kernel died before: an Oops or BUG'),
	('E', 'an unsigned module was loaded'),
	('F', 'a module was loaded by force'),
	('G', 'only modules with a GPL-compatible licence are loaded'),
	('H', 'a module was loaded that the vendor does not support'),
	('I', 'a severe bug of the firmware is worked around'),
	('J', 'a driver sent firmware commands that user space gave it (fwctl)'),
	('K', 'the kernel is live patched'),
	('L', 'a soft lockup happened before'),
	('M', 'a machine check happened before'),
	('N', 'an in-kernel test ran'),
	('O', 'a module from outside the kernel tree was loaded'),
	('P', 'a module with a proprietary licence was loaded'),
	('R', 'a module was unloaded by force'),
	('S', 'the hardware runs out of its specification'),
	('T', 'the layout of structures is randomised'),
	('U', 'user space asked for the taint'),
	('W', 'the kernel warned before'),
	('X', 'the distribution marked it');

-- Bytes that the kernel fills memory with, and what it means to find them.
CREATE TABLE memory_pattern (
	kind TEXT NOT NULL, -- slab: poison and red zones (include/linux/poison.h); kasan: shadow bytes (mm/kasan/kasan.h)
	value TEXT NOT NULL, -- the byte, hex
	name TEXT NOT NULL, -- its name in the kernel
	meaning TEXT NOT NULL, -- what it says of the memory
	PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
INSERT INTO memory_pattern (kind, value, name, meaning) VALUES
	('slab', '6b', 'POISON_FREE', 'the object is free'),
	('slab', 'a5', 'POISON_END', 'last byte of a free object'),
	('slab', '5a', 'POISON_INUSE', 'allocated and not written to, or padding'),
	('slab', 'bb', 'SLUB_RED_INACTIVE', 'red zone of a free object'),
	('slab', 'cc', 'SLUB_RED_ACTIVE', 'red zone of an allocated object'),
	('slab', 'aa', 'PAGE_POISON', 'the page is free'),
	('slab', '00', '0', 'zeroed'),
	('kasan', '00', '0', 'all 8 bytes may be used'),
	('kasan', '01', '1', 'only the first byte may be used'),
	('kasan', '02', '2', 'only the first 2 bytes may be used'),
	('kasan', '03', '3', 'only the first 3 bytes may be used'),
	('kasan', '04', '4', 'only the first 4 bytes may be used'),
	('kasan', '05', '5', 'only the first 5 bytes may be used'),
	('kasan', '06', '6', 'only the first 6 bytes may be used'),
	('kasan', '07', '7', 'only the first 7 bytes may be used'),
	('kasan', 'ff', 'KASAN_PAGE_FREE', 'the page is free'),
	('kasan', 'fe', 'KASAN_PAGE_REDZONE', 'red zone of a large kmalloc allocation'),
	('kasan', 'fc', 'KASAN_SLAB_REDZONE', 'red zone inside a slab object'),
	('kasan', 'fb', 'KASAN_SLAB_FREE', 'the slab object is free'),
	('kasan', 'fa', 'KASAN_SLAB_FREE_META', 'the slab object is free and its free track is kept; red zone of a global variable before Linux 5.8'),
	('kasan', 'f9', 'KASAN_GLOBAL_REDZONE', 'red zone of a global variable; unallocated vmalloc space in Linux 5.5 to 5.7'),
	('kasan', 'f8', 'KASAN_VMALLOC_INVALID', 'unallocated vmalloc space; a variable out of its scope before Linux 5.8'),
	('kasan', 'f1', 'KASAN_STACK_LEFT', 'red zone in front of the first variable of a stack frame'),
	('kasan', 'f2', 'KASAN_STACK_MID', 'red zone between variables of a stack frame'),
	('kasan', 'f3', 'KASAN_STACK_RIGHT', 'red zone behind the last variable of a stack frame'),
	('kasan', 'f4', 'KASAN_STACK_PARTIAL', 'red zone behind a variable whose size is no multiple of 8'),
	('kasan', 'ca', 'KASAN_ALLOCA_LEFT', 'red zone in front of a variable length array'),
	('kasan', 'cb', 'KASAN_ALLOCA_RIGHT', 'red zone behind a variable length array');
