// SPDX-License-Identifier: Apache-2.0
/*
 * Spinlocks whose queue, and whose owner, memory tells: kernel/locking/qspinlock.c and, with
 * CONFIG_DEBUG_SPINLOCK, include/linux/spinlock_types_raw.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/vmcore/lock_wait.h"
#include "tests/vmcore/mk_parts.h"

#define AREA  0x1000 /* bytes of a CPU's variables */
#define TASK  0x100
#define TASKS 4
#define MAGIC 0xdead4ead

static const struct mk_type types[] = {
	{ "mcs_spinlock",
	  16,
	  { { "next", 0, 8, 0, 0 }, { "locked", 8, 4, 0, 0 }, { "count", 12, 4, 0, 0 } } },
	{ "qnode", 32, { { "mcs", 0, 16, 0, 0 }, { "reserved", 16, 16, 0, 0 } } },
	{ "task_struct", TASK, { { "pid", 0, 4, 0, 0 } } },
	{ "raw_spinlock",
	  24,
	  { { "raw_lock", 0, 4, 0, 0 },
	    { "magic", 4, 4, 0, 0 },
	    { "owner_cpu", 8, 4, 0, 0 },
	    { "owner", 16, 8, 0, 0 } } },
};

struct made {
	struct mk_parts p;
	uint64_t lock, tasks, areas, code;
	struct kmodules modules;
	struct unwinder u;
	struct unwind_frame frame;
	struct ktask list[TASKS];
	uint64_t by_addr[TASKS];
	size_t by_addr_no[TASKS];
	struct ktasks all;
};

static uint64_t task(const struct made *m, unsigned i)
{
	return m->tasks + i * TASK;
}

/** Node @p i of the queue nodes of a CPU. */
static uint64_t node(const struct made *m, unsigned cpu, unsigned i)
{
	return m->areas + cpu * AREA + i * 32;
}

static void put_node(struct made *m, unsigned cpu, unsigned i, uint64_t next)
{
	mk_u64(m->p.core, node(m, cpu, i), next);
	mk_u32(m->p.core, node(m, cpu, 0) + 12, i + 1); // nodes in use
}

/** Three CPUs: the first spins, as its registers show; of the others nothing is known but what they ran. */
static void begin(struct made *m, uint32_t word)
{
	*m = (struct made){ 0 };
	mk_parts_begin(&m->p);
	m->code = m->p.syms[0].addr + 0x100;
	mk_parts_symbol(&m->p, "native_queued_spin_lock_slowpath", 't', m->code);
	uint64_t offsets = mk_alloc(m->p.core, 24, 8);
	m->areas = mk_alloc(m->p.core, 3 * AREA, AREA);
	for (unsigned cpu = 0; cpu < 3; cpu++)
		mk_u64(m->p.core, offsets + 8 * cpu, 0x10000 + cpu * AREA);
	mk_parts_symbol(&m->p, "qnodes", 'd', m->areas - 0x10000);
	mk_parts_symbol(&m->p, "__per_cpu_offset", 'd', offsets);
	mk_parts_word(&m->p, "nr_cpu_ids", 3);
	m->lock = mk_alloc(m->p.core, 24, 8);
	mk_u32(m->p.core, m->lock, word);
	m->tasks = mk_alloc(m->p.core, TASKS * TASK, 64);
	mk_regs(m->p.core, m->code + 0x10, m->tasks, m->lock);
}

static void run(struct made *m, bool debug)
{
	mk_parts_open(&m->p, types, debug ? 4 : 3);
	unwinder_init(&m->p.kernel, &m->modules, &m->u);
	m->frame = (struct unwind_frame){ .ip = m->code + 0x10 };
	for (unsigned i = 0; i < TASKS; i++) {
		m->list[i] = (struct ktask){ .addr = task(m, i),
			                     .pid = 10 + i,
			                     .row = i,
			                     .cpu = i < 3 ? (int)i : TASK_SLEEPS,
			                     .blocked_s = -1 };
		m->by_addr[i] = task(m, i);
		m->by_addr_no[i] = i;
	}
	m->list[0].frames = &m->frame;
	m->list[0].n_frames = 1;
	m->all = (struct ktasks){ .tasks = m->list,
		                  .n = TASKS,
		                  .by_addr = m->by_addr,
		                  .by_addr_no = m->by_addr_no,
		                  .n_by_addr = TASKS };
	m->p.d.modules = &m->modules;
	m->p.d.unwinder = &m->u;
	m->p.d.tasks = &m->all;
	dump_spinlocks(&m->p.d);
}

static const struct lock_wait *row(struct made *m, size_t i, int64_t pid, const char *knowledge)
{
	const struct lock_wait *r = &m->p.d.rows.lock_wait[i];

	assert_true(i < m->p.d.rows.n_lock_wait);
	assert_int_equal(r->waiter_pid, pid);
	assert_int_equal(r->lock_address, m->lock);
	assert_true(slice_eq(r->knowledge, slice_str(knowledge)));
	return r;
}

/* Taken, and the last in the queue is CPU 2 (3 of it, from 1) with its node 1. */
#define TAKEN_QUEUED (1 | 1u << 16 | 3u << 18)

static void queue_tells_who_waits(void **state)
{
	struct made m;

	(void)state;
	begin(&m, TAKEN_QUEUED);
	put_node(&m, 2, 1, 0);
	put_node(&m, 0, 0, node(&m, 2, 1));
	mk_u64(m.p.core, node(&m, 1, 0), node(&m, 0, 0)); // of an earlier time: none is in use
	run(&m, false);
	assert_int_equal(m.p.d.rows.n_lock_wait, 2);
	assert_false(fact_has(row(&m, 0, 10, "registers and queue"), owner_pid));
	assert_false(fact_has(row(&m, 1, 12, "queue"), owner_pid));
	mk_parts_end(&m.p);
}

static void debugged_lock_tells_who_holds_it(void **state)
{
	struct made m;

	(void)state;
	begin(&m, 1);
	mk_u32(m.p.core, m.lock + 4, MAGIC);
	mk_u64(m.p.core, m.lock + 16, task(&m, 3));
	run(&m, true);
	assert_int_equal(m.p.d.rows.n_lock_wait, 1);
	const struct lock_wait *r = row(&m, 0, 10, "registers");
	assert_int_equal(r->owner_pid, 13);
	assert_true(slice_is(r->owner_reason, "owner of the spinlock, which this kernel debugs"));
	mk_parts_end(&m.p);
}

static void no_debugged_lock_has_no_owner(void **state)
{
	struct made m;

	(void)state;
	begin(&m, 1);
	mk_u64(m.p.core, m.lock + 16, task(&m, 3)); // no magic number: it is something else
	run(&m, true);
	assert_false(fact_has(row(&m, 0, 10, "registers"), owner_pid));
	mk_parts_end(&m.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queue_tells_who_waits),
		cmocka_unit_test(debugged_lock_tells_who_holds_it),
		cmocka_unit_test(no_debugged_lock_has_no_owner),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
