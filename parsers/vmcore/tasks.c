// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/tasks.h"

#include "parsers/base/bisect.h"
#include "parsers/limits.h"

#define TASK_UNINTERRUPTIBLE 0x2
#define TASK_NOLOAD          0x400

char task_state_letter(struct kernel *k, uint64_t task)
{
	static const char letters[] = "RSDTtXZP";
	uint64_t state, exit_state = 0, table, name;
	unsigned i = 0;
	char letter;

	if (!kernel_get(k, task, KM_task_state, &state))
		return 0;
	if (!kernel_get(k, task, KM_task_exit_state, &exit_state))
		exit_state = 0;
	// get_task_state(): TASK_IDLE is a sleep that does not count as load
	if ((state & (TASK_UNINTERRUPTIBLE | TASK_NOLOAD)) == (TASK_UNINTERRUPTIBLE | TASK_NOLOAD))
		return 'I';
	uint64_t report = (state | exit_state) & 0x7f;
	if (!report && state & ~UINT64_C(0x7f) & (0x1000 | 0x8000)) // waits for an RT lock, frozen
		return 'D';
	while (report >> i)
		i++;
	// the kernel's own letters, where they can be read: their order has changed (Linux 4.14)
	if (kernel_symbol(k, "task_state_array", &table) &&
	    image_ptr(k->img, table + i * image_word(k->img), &name) && name &&
	    image_read(k->img, name, &letter, 1) && letter >= 'A' && letter <= 'z')
		return letter;
	return i < sizeof(letters) - 1 ? letters[i] : 0;
}

static struct ktask *add(struct ktasks *t, size_t *cap)
{
	if (t->n == *cap) {
		*cap = *cap ? 2 * *cap : 256;
		t->tasks = xreallocarray(t->tasks, *cap, sizeof(*t->tasks));
	}
	return &t->tasks[t->n++];
}

static void add_task(struct kernel *k, struct ktasks *t, size_t *cap, uint64_t addr)
{
	uint64_t pid;

	if (t->n >= LIMIT_VMCORE_TASKS || !kernel_get(k, addr, KM_task_pid, &pid))
		return;
	struct ktask *task = add(t, cap);
	*task = (struct ktask){
		.addr = addr,
		.pid = (int64_t)pid,
		.cpu = TASK_SLEEPS,
		.blocked_s = -1,
		.state = task_state_letter(k, addr),
	};
	if (!kernel_get(k, addr, KM_task_stack, &task->stack))
		task->stack = 0;
	if (!kernel_get(k, addr, KM_task_thread_sp, &task->sp))
		task->sp = 0;
}

/** A process and its threads. */
static void add_threads(struct kernel *k, struct ktasks *t, size_t *cap, uint64_t leader)
{
	uint64_t signal, node;
	size_t before = t->n;

	if (!kernel_get(k, leader, KM_task_signal, &signal)) {
		t->damaged = true;
		signal = 0;
	}
	if (signal && kernel_has(k, KM_signal_thread_head) && kernel_has(k, KM_task_thread_node)) {
		struct klist l = klist(kernel_addr(k, signal, KM_signal_thread_head));
		while (klist_next(k, &l, &node))
			add_task(k, t, cap, kernel_container(k, node, KM_task_thread_node));
		t->damaged |= l.damaged;
	}
	if (t->n == before)
		add_task(k, t, cap, leader);
}

enum running {
	RUNS_NOTHING, /**< a CPU that was never there */
	RUNS_TASK,
	RUNS_LOST, /**< what would tell is not in the dump */
};

/** What runs on a CPU: its run queue knows, else the variable that the CPU itself uses, which each possible CPU
 *  has. */
static enum running current_task(struct kernel *k, unsigned cpu, uint64_t *ret)
{
	uint64_t at;

	if (kernel_symbol(k, "runqueues", &at) && kernel_percpu(k, at, cpu, &at) &&
	    kernel_get(k, at, KM_rq_curr, ret))
		return *ret ? RUNS_TASK : RUNS_NOTHING;
	if (cpu >= image_info(k->img)->n_cpus)
		return RUNS_LOST;
	if (kernel_symbol(k, "current_task", &at) && kernel_percpu(k, at, cpu, &at))
		return image_ptr(k->img, at, ret) && *ret ? RUNS_TASK : RUNS_LOST;
	return kernel_symbol(k, "pcpu_hot", &at) && kernel_percpu(k, at, cpu, &at) &&
	                       kernel_get(k, at, KM_pcpu_hot_current, ret) && *ret
	               ? RUNS_TASK
	               : RUNS_LOST;
}

struct place {
	uint64_t addr;
	size_t no;
};

static int place_cmp(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->addr > y->addr) - (x->addr < y->addr);
}

static void index_tasks(struct ktasks *t)
{
	_cleanup_free_ struct place *places = xcalloc(t->n + 1, sizeof(*places));

	for (size_t i = 0; i < t->n; i++)
		places[i] = (struct place){ t->tasks[i].addr, i };
	qsort(places, t->n, sizeof(*places), place_cmp);
	free(t->by_addr);
	free(t->by_addr_no);
	t->by_addr = xcalloc(t->n + 1, sizeof(*t->by_addr));
	t->by_addr_no = xcalloc(t->n + 1, sizeof(*t->by_addr_no));
	for (size_t i = 0; i < t->n; i++) {
		t->by_addr[i] = places[i].addr;
		t->by_addr_no[i] = places[i].no;
	}
	t->n_by_addr = t->n;
}

struct missing {
	struct kernel *k;
	struct ktasks *t;
	size_t *cap;
};

/** A process id, and the task that has it: hlist pid.tasks[PIDTYPE_PID] of task.pid_links[PIDTYPE_PID]. */
static void on_pid(void *ctx, uint64_t index, uint64_t entry)
{
	struct missing *m = ctx;
	uint64_t node, pid, at = kernel_addr(m->k, entry, KM_pid_tasks);

	if (!at || !image_ptr(m->k->img, at, &node) || !node)
		return;
	uint64_t addr = kernel_container(m->k, node, KM_task_pid_links);
	if (addr && !tasks_find(m->t, addr) && kernel_get(m->k, addr, KM_task_pid, &pid) &&
	    pid == index)
		add_task(m->k, m->t, m->cap, addr);
}

/** Tasks that have a process id and are on no list that can be walked.  Where the tree of ids is not there,
 *  the lists alone tell. */
static void add_missing(struct kernel *k, struct ktasks *t, size_t *cap)
{
	struct missing m = { k, t, cap };
	uint64_t ns;

	if (!kernel_symbol(k, "init_pid_ns", &ns) || !kernel_has(k, KM_pid_ns_idr) ||
	    !kernel_has(k, KM_task_pid_links))
		return;
	(void)kernel_xarray(k, kernel_addr(k, ns, KM_pid_ns_idr), on_pid, &m);
}

/** Of the tasks that no CPU is known to run: the kernel has a flag in each, with several CPUs. */
static void mark_rest(struct kernel *k, struct ktasks *t)
{
	uint64_t on_cpu;

	for (size_t i = 0; i < t->n; i++)
		if (t->tasks[i].cpu == TASK_SLEEPS &&
		    (!kernel_get(k, t->tasks[i].addr, KM_task_on_cpu, &on_cpu) || on_cpu))
			t->tasks[i].cpu = TASK_MAY_RUN;
}

/** Mark what runs on each CPU; idle tasks are on no list, and found here. */
static void add_running(struct kernel *k, struct ktasks *t, size_t *cap)
{
	bool lost = k->lost_cpus;
	uint64_t addr;

	for (unsigned cpu = 0; cpu < k->n_cpus; cpu++) {
		enum running running = current_task(k, cpu, &addr);
		lost |= running == RUNS_LOST;
		if (running != RUNS_TASK)
			continue;
		const struct ktask *known = tasks_find(t, addr);
		size_t no = known ? (size_t)(known - t->tasks) : t->n;
		if (!known)
			add_task(k, t, cap, addr);
		if (no < t->n)
			t->tasks[no].cpu = (int)cpu;
	}
	t->lost_running = lost;
	if (lost)
		mark_rest(k, t);
}

/** How long ago the scheduler last ran each task, on the clock of the run queues. */
static void read_blocked(struct kernel *k, struct ktasks *t)
{
	uint64_t last, now = kernel_now_ns(k);

	if (!now)
		return;
	for (size_t i = 0; i < t->n; i++) {
		struct ktask *task = &t->tasks[i];
		if (task->cpu != TASK_SLEEPS)
			continue;
		if (!kernel_has(k, KM_task_last_arrival))
			last = 0;
		else if (!kernel_get(k, task->addr, KM_task_last_arrival, &last))
			continue;
		if (!last && (!kernel_get(k, task->addr, KM_task_exec_start, &last) || !last))
			continue;
		task->blocked_s = last <= now ? (double)(now - last) / 1e9 : 0;
	}
}

void tasks_read(struct kernel *k, struct ktasks *ret)
{
	uint64_t init, node;
	size_t cap = 0;

	*ret = (struct ktasks){ .tasks = NULL };
	if (!kernel_symbol(k, "init_task", &init) || !kernel_has(k, KM_task_tasks) ||
	    !kernel_has(k, KM_task_pid))
		return;
	struct klist l = klist(kernel_addr(k, init, KM_task_tasks));
	while (klist_next(k, &l, &node))
		add_threads(k, ret, &cap, kernel_container(k, node, KM_task_tasks));
	ret->damaged |= l.damaged;
	index_tasks(ret);
	add_missing(k, ret, &cap);
	index_tasks(ret);
	add_running(k, ret, &cap);
	int64_t row = 0;
	for (size_t i = 0; i < ret->n; i++)
		ret->tasks[i].row = ret->tasks[i].pid ? row++ : -1;
	index_tasks(ret);
	read_blocked(k, ret);
}

void tasks_unwind(struct ktasks *t, struct unwinder *u)
{
	_cleanup_free_ struct unwind_frame *frames = xcalloc(LIMIT_VMCORE_FRAMES, sizeof(*frames));
	struct unwind_start start;

	for (size_t i = 0; i < t->n; i++) {
		struct ktask *task = &t->tasks[i];
		bool known = task->cpu >= 0 ? unwind_running(u, (unsigned)task->cpu, &start)
		                            : unwind_blocked(u, task->addr, &start);
		if (!known || task->cpu == TASK_MAY_RUN)
			continue;
		start.task = task->addr;
		start.stack = task->stack;
		task->n_frames = unwind(u, &start, frames);
		task->frames = xcalloc(task->n_frames + 1, sizeof(*frames));
		memcpy(task->frames, frames, task->n_frames * sizeof(*frames));
	}
}

void tasks_deinit(struct ktasks *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->tasks[i].frames);
	free(t->tasks);
	free(t->by_addr);
	free(t->by_addr_no);
	*t = (struct ktasks){ .tasks = NULL };
}

struct ktask *tasks_find(const struct ktasks *t, uint64_t addr)
{
	size_t lo = bisect(t->n_by_addr, i, t->by_addr[i] < addr);

	return lo < t->n_by_addr && t->by_addr[lo] == addr ? &t->tasks[t->by_addr_no[lo]] : NULL;
}

struct ktask *tasks_of_stack(const struct ktasks *t, const struct unwinder *u, uint64_t addr)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->tasks[i].stack && addr - t->tasks[i].stack < u->stack_bytes)
			return &t->tasks[i];
	return NULL;
}
