-- The tables of version 1, as its program made them, for the test of migrations.  Not to be changed.
PRAGMA application_id = 1668444524;
PRAGMA user_version = 1;
CREATE TABLE bundle (
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE CHECK (length(key) = 16),
	path TEXT NOT NULL,
	layout TEXT,
	host TEXT,
	taken_utc TEXT
) STRICT;
CREATE TABLE source (
	id INTEGER PRIMARY KEY,
	key TEXT UNIQUE CHECK (length(key) = 16),
	bundle_id INTEGER REFERENCES bundle (id),
	boot_id INTEGER REFERENCES boot (id),
	host TEXT,
	taken_utc TEXT,
	path TEXT NOT NULL,
	inside TEXT,
	kind TEXT NOT NULL,
	bytes INTEGER NOT NULL CHECK (bytes >= 0),
	sha256 TEXT,
	status TEXT NOT NULL CHECK (status IN ('ok', 'partial', 'failed')),
	message TEXT,
	linked INTEGER NOT NULL DEFAULT 0 CHECK (linked IN (0, 1))
) STRICT;
CREATE INDEX source_unlinked ON source (id) WHERE linked = 0;
CREATE INDEX source_bundle ON source (bundle_id) WHERE bundle_id IS NOT NULL;
CREATE TABLE source_path (
	source_id INTEGER NOT NULL REFERENCES source (id),
	path TEXT NOT NULL,
	PRIMARY KEY (source_id, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE boot (
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE CHECK (length(key) = 16),
	boot_uuid TEXT,
	host TEXT,
	kernel_release TEXT,
	kernel_version TEXT,
	arch TEXT,
	hardware TEXT,
	command_line TEXT,
	started_utc TEXT,
	kaslr_offset TEXT,
	started_us INTEGER,
	started_local INTEGER NOT NULL CHECK (started_local IN (0, 1))
) STRICT;
CREATE TABLE source_boot (
	id INTEGER PRIMARY KEY,
	source_id INTEGER NOT NULL REFERENCES source (id),
	number INTEGER NOT NULL,
	boot_id INTEGER REFERENCES boot (id),
	boot_uuid TEXT,
	host TEXT,
	kernel_release TEXT,
	kernel_version TEXT,
	arch TEXT,
	hardware TEXT,
	command_line TEXT,
	started_us INTEGER,
	started_local INTEGER NOT NULL DEFAULT 0 CHECK (started_local IN (0, 1)),
	kaslr_offset TEXT,
	first_line INTEGER,
	first_mono_us INTEGER,
	last_mono_us INTEGER,
	UNIQUE (source_id, number)
) STRICT;
CREATE INDEX source_boot_uuid ON source_boot (boot_uuid) WHERE boot_uuid IS NOT NULL;
CREATE INDEX source_boot_start ON source_boot (kernel_version, started_us)
	WHERE kernel_version IS NOT NULL AND started_us IS NOT NULL;
CREATE INDEX source_boot_boot ON source_boot (boot_id);
CREATE TABLE fault_fact (
	id INTEGER PRIMARY KEY,
	key TEXT UNIQUE CHECK (length(key) = 16),
	source_id INTEGER NOT NULL REFERENCES source (id),
	source_boot_id INTEGER REFERENCES source_boot (id),
	kind TEXT NOT NULL,
	is_32bit INTEGER NOT NULL CHECK (is_32bit IN (0, 1)),
	merge_key TEXT,
	sight INTEGER,
	wall_sight INTEGER,
	bug_type TEXT,
	message TEXT,
	report_function TEXT,
	ip_function TEXT,
	ip_module TEXT,
	detail TEXT,
	file TEXT,
	line INTEGER,
	access TEXT,
	access_size INTEGER,
	address TEXT,
	comm TEXT,
	pid INTEGER,
	uid INTEGER,
	cpu INTEGER,
	duration_s REAL,
	taint TEXT,
	kernel_release TEXT,
	kernel_version TEXT,
	arch TEXT,
	hardware TEXT,
	workqueue TEXT,
	host TEXT,
	time_boot REAL,
	wall_us INTEGER,
	wall_local INTEGER CHECK (wall_local IN (0, 1)),
	boot_no INTEGER,
	first_line INTEGER,
	last_line INTEGER,
	first_byte INTEGER,
	last_byte INTEGER,
	cause_byte INTEGER,
	piece_byte INTEGER,
	corrupted INTEGER CHECK (corrupted IN (0, 1)),
	corrupted_reason TEXT,
	oops_number INTEGER,
	oops_text TEXT,
	preempt_count TEXT,
	task_state TEXT,
	blocker TEXT,
	CHECK (first_byte IS NULL OR last_byte IS NULL OR first_byte <= last_byte)
) STRICT;
CREATE INDEX fault_fact_boot ON fault_fact (source_boot_id);
CREATE INDEX fault_fact_place ON fault_fact (source_id, first_byte);
CREATE UNIQUE INDEX fault_fact_merge ON fault_fact (source_id, merge_key) WHERE merge_key IS NOT NULL;
CREATE INDEX fault_fact_sight ON fault_fact (sight) WHERE sight IS NOT NULL;
CREATE INDEX fault_fact_wall_sight ON fault_fact (wall_sight) WHERE wall_sight IS NOT NULL;
CREATE TABLE fault_text (
	fault_id INTEGER PRIMARY KEY REFERENCES fault_fact (id),
	code TEXT,
	modules TEXT,
	excerpt TEXT,
	excerpt_lines TEXT
) STRICT;
CREATE TABLE fault_derived (
	fault_id INTEGER PRIMARY KEY REFERENCES fault_fact (id),
	title TEXT NOT NULL,
	function TEXT,
	module TEXT,
	file TEXT,
	line INTEGER,
	severity INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 5),
	corrupted INTEGER NOT NULL CHECK (corrupted IN (0, 1)),
	corrupted_reason TEXT,
	signature TEXT NOT NULL,
	group_key TEXT NOT NULL,
	derive_version INTEGER NOT NULL,
	boot_id INTEGER REFERENCES boot (id),
	event_id INTEGER REFERENCES fault_fact (id),
	group_id INTEGER REFERENCES fault_group (id),
	caused_by INTEGER REFERENCES fault_fact (id),
	time_us INTEGER,
	time_utc TEXT,
	time_local INTEGER CHECK (time_local IN (0, 1))
) STRICT;
CREATE INDEX fault_derived_boot ON fault_derived (boot_id);
CREATE INDEX fault_derived_event ON fault_derived (event_id);
CREATE INDEX fault_derived_group ON fault_derived (group_id);
CREATE TABLE fault_group (
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE,
	signature TEXT NOT NULL,
	kind TEXT NOT NULL,
	title TEXT NOT NULL,
	function TEXT,
	faults INTEGER NOT NULL DEFAULT 0,
	hosts INTEGER NOT NULL DEFAULT 0,
	kernels INTEGER NOT NULL DEFAULT 0,
	first_seen_utc TEXT,
	last_seen_utc TEXT,
	example_fault_id INTEGER REFERENCES fault_fact (id),
	severity INTEGER,
	roots INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE stack (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id),
	stack_no INTEGER NOT NULL,
	role TEXT NOT NULL,
	cpu INTEGER,
	pid INTEGER,
	comm TEXT,
	title TEXT,
	log_line INTEGER,
	PRIMARY KEY (fault_id, stack_no)
) STRICT, WITHOUT ROWID;
CREATE TABLE frame_fact (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id),
	stack_no INTEGER NOT NULL,
	depth INTEGER NOT NULL,
	flags INTEGER NOT NULL,
	function TEXT,
	offset INTEGER,
	size INTEGER,
	module TEXT,
	address INTEGER,
	log_line INTEGER,
	file TEXT,
	line INTEGER,
	build_id TEXT,
	PRIMARY KEY (fault_id, stack_no, depth)
) STRICT, WITHOUT ROWID;
CREATE TABLE register (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id),
	row_no INTEGER NOT NULL,
	stack_no INTEGER NOT NULL,
	name TEXT NOT NULL,
	value TEXT,
	PRIMARY KEY (fault_id, row_no)
) STRICT, WITHOUT ROWID;
CREATE TABLE memory_object (
	fault_id INTEGER PRIMARY KEY REFERENCES fault_fact (id),
	cache TEXT,
	object_size INTEGER,
	object_address TEXT,
	object_offset INTEGER,
	located TEXT,
	region TEXT,
	alloc_pid INTEGER,
	alloc_comm TEXT,
	alloc_cpu INTEGER,
	alloc_time REAL,
	free_pid INTEGER,
	free_comm TEXT,
	free_cpu INTEGER,
	free_time REAL,
	memory_state TEXT,
	page TEXT
) STRICT;
CREATE TABLE oom (
	fault_id INTEGER PRIMARY KEY REFERENCES fault_fact (id),
	trigger_comm TEXT,
	trigger_pid INTEGER,
	gfp_mask TEXT,
	gfp_flags TEXT,
	page_order INTEGER,
	oom_score_adj INTEGER,
	constraint_kind TEXT,
	nodemask TEXT,
	cpuset TEXT,
	mems_allowed TEXT,
	oom_memcg TEXT,
	task_memcg TEXT,
	memcg_usage_kb INTEGER,
	memcg_limit_kb INTEGER,
	memcg_failcnt INTEGER,
	swap_usage_kb INTEGER,
	swap_limit_kb INTEGER,
	swap_failcnt INTEGER,
	kmem_usage_kb INTEGER,
	kmem_limit_kb INTEGER,
	kmem_failcnt INTEGER,
	page_kb INTEGER,
	pages_ram INTEGER,
	pages_highmem INTEGER,
	pages_reserved INTEGER,
	free_swap_kb INTEGER,
	total_swap_kb INTEGER
) STRICT;
CREATE TABLE oom_kill (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id),
	position INTEGER NOT NULL,
	pid INTEGER,
	comm TEXT,
	uid INTEGER,
	total_vm_kb INTEGER,
	anon_rss_kb INTEGER,
	file_rss_kb INTEGER,
	shmem_rss_kb INTEGER,
	pgtables_kb INTEGER,
	oom_score_adj INTEGER,
	score INTEGER,
	memcg_kill INTEGER CHECK (memcg_kill IN (0, 1)),
	PRIMARY KEY (fault_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE oom_task (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id),
	position INTEGER NOT NULL,
	pid INTEGER,
	uid INTEGER,
	tgid INTEGER,
	comm TEXT,
	total_vm_pages INTEGER,
	rss_pages INTEGER,
	rss_anon_pages INTEGER,
	rss_file_pages INTEGER,
	rss_shmem_pages INTEGER,
	cpu INTEGER,
	nr_ptes INTEGER,
	nr_pmds INTEGER,
	nr_puds INTEGER,
	pgtables_bytes INTEGER,
	swapents INTEGER,
	oom_score_adj INTEGER,
	PRIMARY KEY (fault_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE page_alloc_failure (
	fault_id INTEGER PRIMARY KEY REFERENCES fault_fact (id),
	comm TEXT,
	page_order INTEGER,
	gfp_mask TEXT,
	gfp_flags TEXT,
	nodemask TEXT,
	cpuset TEXT,
	mems_allowed TEXT,
	stall_ms INTEGER,
	vmalloc_bytes INTEGER
) STRICT;
CREATE TABLE zone_state (
	source_id INTEGER NOT NULL REFERENCES source (id),
	fault_id INTEGER REFERENCES fault_fact (id),
	row_no INTEGER NOT NULL,
	node INTEGER,
	zone TEXT,
	free_pages INTEGER,
	boost_pages INTEGER,
	min_pages INTEGER,
	low_pages INTEGER,
	high_pages INTEGER,
	present_pages INTEGER,
	managed_pages INTEGER,
	lowmem_reserve TEXT,
	free_cma_pages INTEGER,
	highatomic_pages INTEGER
) STRICT;
CREATE INDEX zone_state_fault ON zone_state (fault_id, row_no);
CREATE INDEX zone_state_source ON zone_state (source_id);
CREATE TABLE buddy_free (
	source_id INTEGER NOT NULL REFERENCES source (id),
	fault_id INTEGER REFERENCES fault_fact (id),
	row_no INTEGER NOT NULL,
	node INTEGER,
	zone TEXT,
	migratetype TEXT,
	page_order INTEGER,
	free_blocks INTEGER,
	types TEXT
) STRICT;
CREATE INDEX buddy_free_fault ON buddy_free (fault_id, row_no);
CREATE INDEX buddy_free_source ON buddy_free (source_id);
CREATE TABLE kmemleak_object (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id),
	row_no INTEGER NOT NULL,
	position INTEGER,
	address TEXT,
	size INTEGER,
	comm TEXT,
	pid INTEGER,
	jiffies INTEGER,
	age_s REAL,
	checksum TEXT,
	hexdump TEXT,
	PRIMARY KEY (fault_id, row_no)
) STRICT, WITHOUT ROWID;
CREATE TABLE slub_report (
	fault_id INTEGER PRIMARY KEY REFERENCES fault_fact (id),
	cache TEXT,
	problem TEXT,
	slab_address TEXT,
	object_address TEXT,
	slab_offset INTEGER,
	objects INTEGER,
	used INTEGER,
	flags TEXT,
	free_pointer TEXT,
	bytes TEXT,
	dump TEXT,
	first_bad INTEGER,
	last_bad INTEGER,
	expected TEXT,
	found TEXT,
	found_text TEXT,
	fix TEXT,
	alloc_function TEXT,
	alloc_pid INTEGER,
	alloc_cpu INTEGER,
	alloc_age INTEGER,
	free_function TEXT,
	free_pid INTEGER,
	free_cpu INTEGER,
	free_age INTEGER
) STRICT;
CREATE TABLE mem_stat (
	source_id INTEGER NOT NULL REFERENCES source (id),
	fault_id INTEGER REFERENCES fault_fact (id),
	row_no INTEGER NOT NULL,
	node INTEGER,
	name TEXT,
	value ANY,
	unit TEXT
) STRICT;
CREATE INDEX mem_stat_fault ON mem_stat (fault_id, row_no);
CREATE INDEX mem_stat_source ON mem_stat (source_id);
CREATE TABLE held_lock (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id),
	row_no INTEGER NOT NULL,
	pid INTEGER,
	comm TEXT,
	role TEXT,
	position INTEGER,
	lock TEXT,
	usage TEXT,
	address TEXT,
	function TEXT,
	PRIMARY KEY (fault_id, row_no)
) STRICT, WITHOUT ROWID;
CREATE TABLE slab_cache (
	source_id INTEGER NOT NULL REFERENCES source (id),
	row_no INTEGER NOT NULL,
	name TEXT,
	active_objs INTEGER,
	num_objs INTEGER,
	objsize INTEGER,
	objperslab INTEGER,
	pagesperslab INTEGER,
	active_slabs INTEGER,
	num_slabs INTEGER
) STRICT;
CREATE INDEX slab_cache_source ON slab_cache (source_id, row_no);
CREATE TABLE process (
	source_id INTEGER NOT NULL REFERENCES source (id),
	row_no INTEGER NOT NULL,
	pid INTEGER,
	ppid INTEGER,
	uid INTEGER,
	comm TEXT,
	state TEXT,
	vsz_kb INTEGER,
	rss_kb INTEGER,
	minor_faults INTEGER,
	major_faults INTEGER,
	oom_score INTEGER,
	oom_score_adj INTEGER,
	cgroup TEXT,
	command_line TEXT
) STRICT;
CREATE INDEX process_source ON process (source_id, row_no);
CREATE TABLE setting (
	source_id INTEGER NOT NULL REFERENCES source (id),
	row_no INTEGER NOT NULL,
	name TEXT,
	value TEXT
) STRICT;
CREATE INDEX setting_source ON setting (source_id, row_no);
CREATE TABLE dump (
	source_id INTEGER PRIMARY KEY REFERENCES source (id),
	format TEXT,
	arch TEXT,
	kernel_release TEXT,
	kernel_version TEXT,
	machine TEXT,
	crashed_utc TEXT,
	uptime_s REAL,
	panic_message TEXT,
	panic_cpu INTEGER,
	panic_pid INTEGER,
	kaslr_offset TEXT,
	phys_base TEXT,
	page_size INTEGER,
	memory_bytes INTEGER,
	coverage TEXT,
	knowledge TEXT,
	build_id TEXT
) STRICT;
CREATE TABLE cpu (
	source_id INTEGER NOT NULL REFERENCES source (id),
	cpu INTEGER NOT NULL,
	pid INTEGER,
	comm TEXT,
	context TEXT,
	PRIMARY KEY (source_id, cpu)
) STRICT, WITHOUT ROWID;
CREATE TABLE task (
	id INTEGER PRIMARY KEY,
	source_id INTEGER NOT NULL REFERENCES source (id),
	address TEXT,
	pid INTEGER,
	tgid INTEGER,
	ppid INTEGER,
	comm TEXT,
	state TEXT,
	cpu INTEGER,
	on_cpu INTEGER CHECK (on_cpu IN (0, 1)),
	kernel_thread INTEGER CHECK (kernel_thread IN (0, 1)),
	started_s REAL,
	blocked_s REAL,
	total_vm_pages INTEGER,
	rss_pages INTEGER,
	swap_pages INTEGER,
	oom_score_adj INTEGER,
	cgroup TEXT,
	command_line TEXT
) STRICT;
CREATE INDEX task_source ON task (source_id);
CREATE TABLE task_frame (
	task_id INTEGER REFERENCES task (id),
	source_id INTEGER NOT NULL REFERENCES source (id),
	cpu INTEGER,
	pid INTEGER,
	depth INTEGER NOT NULL,
	function TEXT,
	offset INTEGER,
	size INTEGER,
	module TEXT,
	address TEXT,
	context TEXT,
	reliable INTEGER CHECK (reliable IN (0, 1)),
	inlined INTEGER CHECK (inlined IN (0, 1)),
	file TEXT,
	line INTEGER
) STRICT;
CREATE INDEX task_frame_task ON task_frame (task_id, depth);
CREATE INDEX task_frame_source ON task_frame (source_id);
CREATE TABLE kernel_module (
	source_id INTEGER NOT NULL REFERENCES source (id),
	name TEXT NOT NULL,
	address TEXT,
	size INTEGER,
	taint TEXT,
	build_id TEXT
) STRICT;
CREATE INDEX kernel_module_source ON kernel_module (source_id);
CREATE TABLE kernel_log (
	source_id INTEGER NOT NULL REFERENCES source (id),
	seq INTEGER NOT NULL,
	time_boot REAL,
	level INTEGER,
	facility INTEGER,
	caller TEXT,
	text TEXT,
	PRIMARY KEY (source_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE lock_wait (
	source_id INTEGER NOT NULL REFERENCES source (id),
	waiter_pid INTEGER,
	owner_pid INTEGER,
	kind TEXT,
	lock_address TEXT,
	lock_name TEXT,
	since_s REAL
) STRICT;
CREATE INDEX lock_wait_source ON lock_wait (source_id);
CREATE TABLE advice (
	id INTEGER PRIMARY KEY,
	rule TEXT NOT NULL,
	severity INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 5),
	title TEXT NOT NULL,
	host TEXT,
	evidence TEXT,
	remedy TEXT,
	fault_id INTEGER REFERENCES fault_fact (id),
	source_id INTEGER REFERENCES source (id)
) STRICT;
CREATE TABLE taint_flag (
	letter TEXT PRIMARY KEY,
	meaning TEXT NOT NULL
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
CREATE TABLE memory_pattern (
	kind TEXT NOT NULL,
	value TEXT NOT NULL,
	name TEXT NOT NULL,
	meaning TEXT NOT NULL,
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
