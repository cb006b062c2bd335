-- The store: tables of memory images.  Comments are documentation, see schema.sql.

-- Memory images of a crashed kernel.
CREATE TABLE dump (
	source_id INTEGER PRIMARY KEY REFERENCES source (id), -- source.id
	format TEXT, -- of the file
	arch TEXT, -- as boot.arch
	kernel_release TEXT, -- as uname -r
	kernel_version TEXT, -- as uname -v
	machine TEXT, -- as uname -m
	crashed_utc TEXT, -- [UTC] when the kernel crashed
	uptime_s REAL, -- [s] time since boot when it crashed
	panic_message TEXT, -- what panic() was given
	panic_cpu INTEGER, -- CPU that crashed
	panic_pid INTEGER, -- task that crashed
	kaslr_offset TEXT, -- by how much KASLR moved the kernel
	phys_base TEXT, -- physical address of the kernel
	page_size INTEGER, -- [bytes] size of a page
	memory_bytes INTEGER, -- [bytes] RAM of the machine
	coverage TEXT, -- what part of the memory the dump holds
	knowledge TEXT, -- where types and symbols came from
	build_id TEXT -- of the kernel, hex
) STRICT;

-- CPUs of a dump, and what ran on them.
CREATE TABLE cpu (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	cpu INTEGER NOT NULL, -- number of the CPU
	pid INTEGER, -- task that ran on it
	comm TEXT, -- its name
	context TEXT, -- task, irq, nmi, …
	PRIMARY KEY (source_id, cpu)
) STRICT, WITHOUT ROWID;

-- Tasks of a dump.
CREATE TABLE task (
	id INTEGER PRIMARY KEY, -- number in this store
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
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
	command_line TEXT -- command with arguments
) STRICT;
CREATE INDEX task_source ON task (source_id);

-- Stacks of the tasks of a dump.
CREATE TABLE task_frame (
	task_id INTEGER REFERENCES task (id), -- task.id; NULL: of a CPU's idle or exception stack
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	cpu INTEGER, -- CPU it ran on
	pid INTEGER, -- thread id
	depth INTEGER NOT NULL, -- 0 is the innermost
	function TEXT, -- name; NULL: no symbol
	offset INTEGER, -- [bytes] of the address in the function
	size INTEGER, -- [bytes] of the function
	module TEXT, -- of the function
	address TEXT, -- of the code
	context TEXT, -- task, irq, nmi, …
	reliable INTEGER CHECK (reliable IN (0, 1)), -- 0: perhaps no caller
	inlined INTEGER CHECK (inlined IN (0, 1)), -- 1: inlined into the next frame
	file TEXT, -- source file
	line INTEGER -- in file
) STRICT;
CREATE INDEX task_frame_task ON task_frame (task_id, depth);
CREATE INDEX task_frame_source ON task_frame (source_id);

-- Kernel modules that were loaded.
CREATE TABLE kernel_module (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	name TEXT NOT NULL, -- name
	address TEXT, -- where it was loaded
	size INTEGER, -- [bytes] of code and data
	taint TEXT, -- taint letters
	build_id TEXT -- hex
) STRICT;
CREATE INDEX kernel_module_source ON kernel_module (source_id);

-- Messages of the kernel log of a dump.
CREATE TABLE kernel_log (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	seq INTEGER NOT NULL, -- printk sequence number
	time_boot REAL, -- [s since boot] when
	level INTEGER, -- syslog severity, 0 (emerg) to 7 (debug)
	facility INTEGER, -- syslog facility, 0 is the kernel
	caller TEXT, -- T and thread id, or C and CPU
	text TEXT, -- the message
	PRIMARY KEY (source_id, seq)
) STRICT, WITHOUT ROWID;

-- Tasks of a dump that wait for a lock, and who holds it.
CREATE TABLE lock_wait (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	waiter_pid INTEGER, -- task that waits
	owner_pid INTEGER, -- task that holds the lock
	kind TEXT, -- mutex, rwsem, …
	lock_address TEXT, -- of the lock
	lock_name TEXT, -- its symbol
	since_s REAL -- [s] how long it has waited
) STRICT;
CREATE INDEX lock_wait_source ON lock_wait (source_id);
