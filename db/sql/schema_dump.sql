-- The store: tables of memory images.  Comments are documentation, see schema.sql.

-- Memory images of a crashed kernel: one row a dump.
CREATE TABLE dump (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	format TEXT, -- of the file: elf, kdump-compressed, … with what it is wrapped in
	arch TEXT, -- as boot.arch
	host TEXT, -- name of the machine (nodename)
	kernel_release TEXT, -- as uname -r
	kernel_version TEXT, -- as uname -v
	machine TEXT, -- as uname -m
	crashed_utc TEXT, -- [UTC] when the kernel crashed
	uptime_s REAL, -- [s] time since boot when it crashed, else when the dump was made
	panic_message TEXT, -- why it crashed: what panic() was given, or, where the crash kernel was started without it, the first line of the fault; NULL: it did not crash, or the log does not say
	panic_cpu INTEGER, -- CPU that crashed
	panic_pid INTEGER, -- task that crashed
	panic_comm TEXT, -- its name
	kaslr_offset TEXT, -- by how much KASLR moved the kernel
	phys_base TEXT, -- physical address of the kernel, as its variable phys_base has it
	page_size INTEGER, -- [bytes] size of a page
	memory_bytes INTEGER, -- [bytes] RAM of the machine
	cpus INTEGER, -- CPUs whose registers the dump holds
	coverage TEXT, -- what part of the memory the dump holds: full, filtered, truncated, filtered and truncated
	pages_present INTEGER, -- [pages] pages whose data the dump holds
	pages_excluded INTEGER, -- [pages] pages that were left out on purpose
	pages_missing INTEGER, -- [pages] pages that should be there, and were cut off
	dump_level INTEGER, -- makedumpfile -d: sum of 1 (zero pages), 2 and 4 (page cache), 8 (user data), 16 (free pages)
	knowledge TEXT, -- where symbols and types came from, the levels that were reached: vmcoreinfo, kallsyms, symtab (of vmlinux), btf, orc, dwarf
	build_id TEXT, -- of the kernel, hex
	build_note TEXT, -- what is known to be wrong with the build-id of this release
	command_line TEXT, -- of the kernel
	taken_utc TEXT, -- [UTC] when the dump was made, by the kernel's own clock
	load_1 REAL, -- load average of the last minute: tasks that run, are ready to, or are in state D
	load_5 REAL, -- the same of the last 5 minutes
	load_15 REAL, -- the same of the last 15 minutes
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- CPUs of a dump, and what ran on them.
CREATE TABLE cpu (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	cpu INTEGER, -- number of the CPU
	pid INTEGER, -- task that ran on it
	comm TEXT, -- its name
	context TEXT, -- task, user, idle, irq, softirq, nmi, …
	task_row INTEGER, -- task.row_no of the task that ran on it
	running INTEGER, -- tasks on its run queue
	knowledge TEXT, -- how it is known: vmcoreinfo, kallsyms, btf, dwarf
	idle_address TEXT, -- of its idle task, swapper, which is on no list of tasks and so not in task
	idle_comm TEXT, -- name of that
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Registers of the CPUs of a dump.
CREATE TABLE cpu_register (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	cpu INTEGER, -- number of the CPU
	name TEXT, -- as libkdumpfile names it: rip, rsp, pc, x0, …
	value TEXT, -- its value
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Tasks of a dump.
CREATE TABLE task (
	id INTEGER PRIMARY KEY, -- number in this store
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	address TEXT, -- of struct task_struct
	pid INTEGER, -- thread id
	tgid INTEGER, -- process id
	ppid INTEGER, -- of the parent
	comm TEXT, -- name
	state TEXT, -- letter that ps shows
	cpu INTEGER, -- CPU it ran on last
	on_cpu INTEGER CHECK (on_cpu IN (0, 1)), -- 1: it was running
	kernel_thread INTEGER CHECK (kernel_thread IN (0, 1)), -- 1: a kernel thread
	started_s REAL, -- [s since boot] when it started
	blocked_s REAL, -- [s] how long it has not run
	total_vm_pages INTEGER, -- [pages] virtual memory
	rss_pages INTEGER, -- [pages] resident memory
	swap_pages INTEGER, -- [pages] swapped out
	oom_score_adj INTEGER, -- adjustment of the badness
	cgroup TEXT, -- control group
	command_line TEXT, -- command with arguments
	flags INTEGER, -- PF_ flags of include/linux/sched.h
	priority INTEGER, -- kernel priority: 0 to 99 are real-time ones, 120 is nice 0
	policy TEXT, -- other, fifo, rr, batch, idle, deadline, ext
	cpu_s REAL, -- [s] CPU time it has used
	rss_anon_pages INTEGER, -- [pages] of rss_pages, anonymous memory
	rss_file_pages INTEGER, -- [pages] of rss_pages, files
	rss_shmem_pages INTEGER, -- [pages] of rss_pages, shared memory
	uid INTEGER, -- user id
	gid INTEGER, -- group id
	ns_pid INTEGER, -- process id in its own PID namespace
	wait_channel TEXT, -- function that it sleeps in
	executable TEXT, -- path of its executable
	knowledge TEXT, -- how it is known: vmcoreinfo, kallsyms, btf, dwarf
	UNIQUE (source_id, row_no)
) STRICT;
CREATE INDEX task_pid ON task (source_id, pid);

-- Stacks of the tasks and CPUs of a dump.
CREATE TABLE task_frame (
	task_id INTEGER REFERENCES task (id), -- task.id; NULL: of a CPU whose task is not known
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	task_row INTEGER, -- task.row_no of its task; NULL: of a CPU whose task is not known
	cpu INTEGER, -- CPU it ran on
	pid INTEGER, -- thread id
	depth INTEGER, -- 0 is the innermost
	function TEXT, -- name; NULL: no symbol
	offset INTEGER, -- [bytes] of the address in the function
	size INTEGER, -- [bytes] of the function
	module TEXT, -- of the function
	address TEXT, -- of the code
	context TEXT, -- task, irq, softirq, nmi, exception, …
	reliable INTEGER CHECK (reliable IN (0, 1)), -- 0: perhaps no caller
	inlined INTEGER CHECK (inlined IN (0, 1)), -- 1: inlined into the next frame
	file TEXT, -- source file
	line INTEGER, -- in file
	exact INTEGER CHECK (exact IN (0, 1)), -- 1: of the instruction that ran or was interrupted; 0: of the one that a call returns to
	knowledge TEXT, -- how it is known: orc, frame pointers, dwarf, scan
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_frame_task ON task_frame (task_id, depth);

-- Kernel modules that were loaded.
CREATE TABLE kernel_module (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	name TEXT, -- name
	address TEXT, -- where its code was loaded
	size INTEGER, -- [bytes] of code and data
	taint TEXT, -- taint letters
	build_id TEXT, -- hex
	state TEXT, -- live, coming, going, unformed
	version TEXT, -- MODULE_VERSION
	knowledge TEXT, -- how it is known: kallsyms, btf, dwarf; proc: from /proc/modules
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Messages of the kernel log of a dump, in the order in which they were written.
CREATE TABLE kernel_log (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	seq INTEGER, -- printk sequence number; NULL: the log of this kernel has none
	time_boot REAL, -- [s since boot] when; NULL: not known, or printk.time was off
	level INTEGER, -- syslog severity, 0 (emerg) to 7 (debug)
	facility INTEGER, -- syslog facility, 0 is the kernel
	caller TEXT, -- T and thread id, or C and CPU
	text TEXT, -- the message
	continued INTEGER CHECK (continued IN (0, 1)), -- 1: the next message goes on with this line
	subsystem TEXT, -- of the device that it is about
	device TEXT, -- the device that it is about, as /dev/kmsg names it: b8:1, c4:64, n2, +pci:0000:00:02.0
	log TEXT, -- which log: ring, log_buf, or nmi or printk_safe and the CPU whose buffer had not been printed
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Tasks of a dump that wait for a lock, and who holds it.
CREATE TABLE lock_wait (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	waiter_pid INTEGER, -- task that waits
	owner_pid INTEGER, -- task that holds the lock
	kind TEXT, -- mutex, rwsem, …
	lock_address TEXT, -- of the lock
	lock_name TEXT, -- its symbol
	since_s REAL, -- [s] how long it has waited
	waiter_row INTEGER, -- task.row_no of the task that waits
	owner_row INTEGER, -- task.row_no of the task that holds it
	mode TEXT, -- read or write, where the lock has both
	owner_reason TEXT, -- how the owner is known; suspected: it is not certain
	knowledge TEXT, -- how it is known: btf, dwarf
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX lock_wait_waiter ON lock_wait (source_id, waiter_pid);

-- Mounted file systems of the first mount namespace.
CREATE TABLE mount (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	device TEXT, -- what is mounted, as /proc/mounts names it
	mount_point TEXT, -- where
	fs_type TEXT, -- type of the file system
	read_only INTEGER CHECK (read_only IN (0, 1)), -- 1: mounted read-only
	address TEXT, -- of struct mount
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Swap areas that were in use.
CREATE TABLE swap (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	path TEXT, -- file or device
	kind TEXT, -- partition or file
	size_kb INTEGER, -- [KiB] its size
	used_kb INTEGER, -- [KiB] of it in use
	priority INTEGER, -- the highest is used first
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Interrupts that have a handler or came in.
CREATE TABLE irq (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	irq INTEGER, -- Linux interrupt number
	name TEXT, -- its handlers, with commas between; NULL: none
	chip TEXT, -- interrupt controller
	count INTEGER, -- how often it came, on all CPUs
	disabled_depth INTEGER, -- how often it is disabled; 0: enabled
	unhandled INTEGER, -- how often nobody cared, lately
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Timers that were pending.
CREATE TABLE timer (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	cpu INTEGER, -- CPU whose timer it is
	kind TEXT, -- timer, delayed work or hrtimer
	function TEXT, -- what it calls; of delayed work, what that runs
	module TEXT, -- of the function
	expires_s REAL, -- [s] from the time of the dump on; below 0: it is late
	address TEXT, -- of struct timer_list or struct hrtimer
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Work queues and their pools of workers: one row per queue and pool.
CREATE TABLE workqueue (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	name TEXT, -- of the queue
	pool INTEGER, -- id of the pool
	cpu INTEGER, -- CPU of the pool; NULL: not bound to one
	workers INTEGER, -- workers of the pool
	idle_workers INTEGER, -- of them idle
	active INTEGER, -- work items of this queue that run or wait for a worker of the pool
	max_active INTEGER, -- how many there may be
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Work items that run or wait.
CREATE TABLE work_item (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	workqueue TEXT, -- name of its queue
	pool INTEGER, -- id of the pool
	cpu INTEGER, -- CPU of the pool; NULL: not bound to one
	state TEXT, -- running, pending (waits for a worker), inactive (beyond max_active)
	function TEXT, -- what it runs
	module TEXT, -- of the function
	worker_pid INTEGER, -- worker that runs it
	address TEXT, -- of struct work_struct
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Disks.
CREATE TABLE block_device (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	name TEXT, -- sda, nvme0n1, dm-0, ...
	major INTEGER, -- device number
	minor INTEGER, -- device number
	size_bytes INTEGER, -- [bytes] its size
	in_flight INTEGER, -- requests that the driver has and that are not completed; NULL: no multi-queue driver
	address TEXT, -- of struct gendisk
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Requests that a driver had and had not completed.
CREATE TABLE block_request (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	device TEXT, -- block_device.name
	operation TEXT, -- read, write, flush, discard, ...
	sector INTEGER, -- [512 bytes] first sector
	bytes INTEGER, -- [bytes] length
	age_s REAL, -- [s] how long ago it began
	address TEXT, -- of struct request
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Network interfaces of all network namespaces.
CREATE TABLE net_device (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	name TEXT, -- eth0, lo, ...
	ifindex INTEGER, -- its number in its namespace
	mtu INTEGER, -- [bytes] largest packet
	flags TEXT, -- up, broadcast, loopback, ... with blanks between
	carrier INTEGER CHECK (carrier IN (0, 1)), -- 1: the link is up
	namespace TEXT, -- of struct net
	address TEXT, -- of struct net_device
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Run queues of the CPUs.
CREATE TABLE runqueue (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	cpu INTEGER, -- number of the CPU
	running INTEGER, -- tasks that run or are ready to
	rt_running INTEGER, -- of them real-time ones
	deadline_running INTEGER, -- of them with a deadline
	switches INTEGER, -- context switches
	clock_s REAL, -- [s] its clock
	current_pid INTEGER, -- task that runs
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Who allocated objects of slab caches, where the kernel keeps track of that (slub_debug=U, kmemleak).
CREATE TABLE alloc_stack (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	kind TEXT, -- allocated: objects in use by who allocated them; quarantined: freed objects that KASAN keeps, by who freed them; kmemleak: objects that kmemleak found unreferenced; tracked: all that kmemleak knows of, the unreferenced ones among them
	cache TEXT, -- slab cache; NULL: of any kind of memory
	objects INTEGER, -- how many
	bytes INTEGER, -- [bytes] in all
	function TEXT, -- innermost function that is not of the allocator
	module TEXT, -- of the function
	pid INTEGER, -- task that allocated one of them
	comm TEXT, -- its name, where it is kept or the task is still there
	newest_s REAL, -- [s] how long ago the newest one was allocated
	oldest_s REAL, -- [s] how long ago the oldest one was
	stack TEXT, -- functions, innermost first; NULL: not known, or all stacks beyond those that are told
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Objects of slab caches with debugging on (slub_debug) whose red zone or poison is overwritten.
CREATE TABLE slab_corruption (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	cache TEXT, -- slab cache
	object_address TEXT, -- the object
	problem TEXT, -- right redzone overwritten, or poison overwritten (written to after it was freed)
	first_bad INTEGER, -- [bytes] offset of the first overwritten byte from the beginning of the object
	last_bad INTEGER, -- [bytes] offset of the last one
	found TEXT, -- what stands there: hex digit pairs, at most 64 bytes
	alloc_stack TEXT, -- who allocated the object last, innermost function first
	alloc_pid INTEGER, -- task that did
	free_stack TEXT, -- who freed it last
	free_pid INTEGER, -- task that did
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;
