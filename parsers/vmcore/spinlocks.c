// SPDX-License-Identifier: Apache-2.0
/*
 * CPUs that spin on a lock.
 *
 * Waiters of a queued spinlock stand in a queue (spin_queue.c).  A spinlock does not say who holds it, unless
 * the kernel debugs them (CONFIG_DEBUG_SPINLOCK: include/linux/spinlock_types_raw.h).  But its holder cannot be
 * preempted: where the kernel counts that (CONFIG_PREEMPT_COUNT), the holder is a task on a CPU whose count is
 * not 0, and the count of one that spins holds 1 for the lock it wants.  Where only one task is left, it is the
 * holder.
 */
#include "parsers/vmcore/spin_queue.h"

#define PREEMPT_MASK   0xff
#define SPINLOCK_MAGIC 0xdead4ead

/** Functions that spin, with the lock in the first argument's register or one that was saved from it. */
static bool is_spinning(const struct dump_context *d, const struct ktask *t, bool *ret_queued)
{
	static const struct {
		struct slice name;
		bool queued; /**< the lock may be a queued spinlock */
	} functions[] = {
		{ S("native_queued_spin_lock_slowpath"), true },
		{ S("queued_spin_lock_slowpath"), true },
		{ S("__pv_queued_spin_lock_slowpath"), true },
		{ S("queued_read_lock_slowpath"), false },
		{ S("queued_write_lock_slowpath"), false },
		{ S("do_raw_spin_lock"), true },
	};
	struct ksym sym;

	for (size_t i = 0; i < t->n_frames && i < 2; i++) {
		if (!kernel_function(d->kernel, frame_lookup(&t->frames[i]), &sym) || !sym.name.p)
			continue;
		for (size_t j = 0; j < sizeof(functions) / sizeof(*functions); j++)
			if (slice_eq(sym.name, functions[j].name)) {
				*ret_queued = functions[j].queued;
				return true;
			}
	}
	return false;
}

/** The register that holds the address of a word that looks like a taken lock; false, too, when what one of
 *  them points to is not in the dump, as that could be it. */
static bool find_lock(const struct dump_context *d, const struct ktask *t, uint64_t *ret)
{
	static const char *const registers[] = { "rdi", "rbx", "rbp", "r12", "r13", "r14",
		                                 "r15", "x0",  "x19", "x20", "x21" };
	struct image *img = d->kernel->img;
	uint64_t v, phys;
	uint32_t lock;

	for (size_t i = 0; i < sizeof(registers) / sizeof(*registers); i++) {
		if (!image_reg(img, (unsigned)t->cpu, registers[i], &v) || v & 3 ||
		    !unwind_is_kernel(d->unwinder, v) || unwind_is_text(d->unwinder, v))
			continue;
		if (!image_u32(img, v, &lock)) {
			if (image_to_phys(img, v, &phys))
				return false;
			continue;
		}
		if (!lock)
			continue;
		*ret = v;
		return true;
	}
	return false;
}

/** How often preemption is disabled in what runs on @p cpu. */
static bool preempt_count(const struct dump_context *d, const struct ktask *t, unsigned *ret)
{
	struct kernel *k = d->kernel;
	uint64_t at, v;
	uint32_t count;

	if (kernel_symbol(k, "pcpu_hot", &at) && kernel_percpu(k, at, (unsigned)t->cpu, &at) &&
	    kernel_get(k, at, KM_pcpu_hot_preempt, &v))
		*ret = v & PREEMPT_MASK;
	else if (kernel_symbol(k, "__preempt_count", &at) &&
	         kernel_percpu(k, at, (unsigned)t->cpu, &at) && image_u32(k->img, at, &count))
		*ret = count & PREEMPT_MASK;
	else if (kernel_get(k, t->addr, KM_task_preempt_count, &v))
		*ret = v & PREEMPT_MASK;
	else
		return false;
	return true;
}

enum knows {
	KNOWS_NOT,
	KNOWS,
	KNOWS_PERHAPS, /**< a part of its stack is not in the dump */
};

/** Does @p t still have the address of @p lock: in a register of its CPU, or on its stack? */
static enum knows knows_lock(const struct dump_context *d, const struct ktask *t, uint64_t lock)
{
	static const char *const registers[] = { "rax", "rbx", "rcx", "rdx", "rsi",
		                                 "rdi", "rbp", "r8",  "r9",  "r10",
		                                 "r11", "r12", "r13", "r14", "r15" };
	struct image *img = d->kernel->img;
	unsigned word = image_word(img);
	uint64_t v, end = t->stack + d->unwinder->stack_bytes;
	enum knows ret = KNOWS_NOT;

	for (size_t i = 0; i < sizeof(registers) / sizeof(*registers); i++)
		if (image_reg(img, (unsigned)t->cpu, registers[i], &v) && v == lock)
			return KNOWS;
	uint64_t at = t->n_frames ? t->frames[0].sp : 0;
	if (!t->stack || !at)
		return KNOWS_PERHAPS;
	if (at - t->stack >= d->unwinder->stack_bytes)
		return KNOWS_NOT;
	for (at &= ~(uint64_t)(word - 1); at < end; at += word)
		if (!image_ptr(img, at, &v))
			ret = KNOWS_PERHAPS;
		else if (v == lock)
			return KNOWS;
	return ret;
}

struct spin {
	const struct ktask *t;
	uint64_t lock;
	unsigned count;
	bool spins, queued, has_count;
};

/** Who can hold @p lock, of all that run. */
static void guess_holder(struct lock_search *s, const struct spin *spins, size_t n, uint64_t lock,
                         struct lock_wait *row)
{
	const struct spin *only = NULL, *known = NULL;
	size_t n_can = 0, n_known = 0;

	if (s->d->tasks->lost_running)
		return; // it may be the one that is not known
	for (size_t i = 0; i < n; i++) {
		const struct spin *c = &spins[i];
		if (!c->has_count)
			return;
		if (c->count <= (c->spins ? 1 : 0))
			continue;
		n_can++;
		only = c;
		enum knows knows = knows_lock(s->d, c->t, lock);
		if (knows == KNOWS) {
			n_known++;
			known = c;
		} else if (knows == KNOWS_PERHAPS) {
			n_known = n + 1; // more than one
		}
	}
	if (n_can == 1)
		lock_set_owner(s, row, only->t->addr,
		               "no other task runs with preemption disabled");
	else if (n_known == 1)
		lock_set_owner(s, row, known->t->addr,
		               "suspected: of the tasks that run with preemption disabled, the one "
		               "with the lock's address in its registers or on its stack");
}

static void find_holder(struct lock_search *s, const struct spin *spins, size_t n, uint64_t lock,
                        struct lock_wait *row)
{
	struct kernel *k = s->d->kernel;
	uint64_t magic, owner;

	if (!kernel_has(k, KM_spin_owner)) {
		guess_holder(s, spins, n, lock, row);
		return;
	}
	if (kernel_get(k, lock, KM_spin_magic, &magic) && (uint32_t)magic == SPINLOCK_MAGIC &&
	    kernel_get(k, lock, KM_spin_owner, &owner))
		lock_set_owner(s, row, owner, "owner of the spinlock, which this kernel debugs");
}

/** A row for each waiter of the lock of @p spins[first]: those that spin, and those in its queue. */
static void add_waiters(struct lock_search *s, struct spin *spins, size_t n, size_t first)
{
	uint64_t lock = spins[first].lock;
	struct spin_queue q = { .n = 0 };

	if (spins[first].queued)
		spin_queue_read(s->d->kernel, lock, &q);
	for (size_t i = 0; i < n; i++)
		spins[i].spins |= spin_queue_has(&q, (unsigned)spins[i].t->cpu);
	for (size_t i = 0; i < n; i++) {
		bool in_queue = spin_queue_has(&q, (unsigned)spins[i].t->cpu);
		bool spins_on_it = spins[i].lock == lock;
		if (!in_queue && !spins_on_it)
			continue;
		s->t = spins[i].t;
		struct lock_wait *row = lock_add(s, "spinlock", lock);
		fact_set_text(row, knowledge,
		              in_queue && spins_on_it ? S("registers and queue")
		              : in_queue              ? S("queue")
		                                      : S("registers"));
		find_holder(s, spins, n, lock, row);
	}
	spin_queue_deinit(&q);
}

void dump_spinlocks(struct dump_context *d)
{
	struct spin *spins = xcalloc(d->kernel->n_cpus + 1, sizeof(*spins));
	struct lock_search s = { .d = d };
	size_t n = 0;

	for (size_t i = 0; i < d->tasks->n && n < d->kernel->n_cpus; i++) {
		const struct ktask *t = &d->tasks->tasks[i];
		if (t->cpu < 0)
			continue;
		struct spin *spin = &spins[n++];
		spin->t = t;
		spin->has_count = preempt_count(d, t, &spin->count);
		spin->spins = is_spinning(d, t, &spin->queued) && find_lock(d, t, &spin->lock);
	}
	for (size_t i = 0; i < n; i++) {
		bool is_first = spins[i].lock;
		for (size_t j = 0; j < i; j++)
			is_first &= spins[j].lock != spins[i].lock;
		if (is_first)
			add_waiters(&s, spins, n, i);
	}
	free(spins);
}
