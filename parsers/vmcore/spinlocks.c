// SPDX-License-Identifier: Apache-2.0
/*
 * CPUs that spin on a lock.
 *
 * A spinlock does not say who holds it.  But its holder cannot be preempted: where the kernel counts that
 * (CONFIG_PREEMPT_COUNT), the holder is a task on a CPU whose count is not 0, and the count of one that
 * spins holds 1 for the lock it wants.  Where only one task is left, it is the holder.
 */
#include "parsers/vmcore/lock_wait.h"

#define PREEMPT_MASK 0xff

/** Functions that spin, with the lock in the first argument's register or one that was saved from it. */
static bool is_spinning(const struct dump_context *d, const struct ktask *t)
{
	static const char *const functions[] = {
		"native_queued_spin_lock_slowpath", "queued_spin_lock_slowpath",
		"__pv_queued_spin_lock_slowpath",   "queued_read_lock_slowpath",
		"queued_write_lock_slowpath",       "do_raw_spin_lock",
	};
	struct ksym sym;

	for (size_t i = 0; i < t->n_frames && i < 2; i++) {
		if (!kernel_function(d->kernel, frame_lookup(&t->frames[i]), &sym) || !sym.name.p)
			continue;
		for (size_t j = 0; j < sizeof(functions) / sizeof(*functions); j++)
			if (slice_eq(sym.name, slice_str(functions[j])))
				return true;
	}
	return false;
}

/** The register that holds the address of a word that looks like a taken lock. */
static bool find_lock(const struct dump_context *d, const struct ktask *t, uint64_t *ret)
{
	static const char *const registers[] = { "rdi", "rbx", "rbp", "r12", "r13", "r14",
		                                 "r15", "x0",  "x19", "x20", "x21" };
	struct image *img = d->kernel->img;
	uint64_t v;
	uint32_t lock;

	for (size_t i = 0; i < sizeof(registers) / sizeof(*registers); i++) {
		if (!image_reg(img, (unsigned)t->cpu, registers[i], &v) || v & 3 ||
		    !unwind_is_kernel(d->unwinder, v) || unwind_is_text(d->unwinder, v) ||
		    !image_u32(img, v, &lock) || !lock)
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

/** Does @p t still have the address of @p lock: in a register of its CPU, or on its stack? */
static bool knows_lock(const struct dump_context *d, const struct ktask *t, uint64_t lock)
{
	static const char *const registers[] = { "rax", "rbx", "rcx", "rdx", "rsi",
		                                 "rdi", "rbp", "r8",  "r9",  "r10",
		                                 "r11", "r12", "r13", "r14", "r15" };
	struct image *img = d->kernel->img;
	unsigned word = image_word(img);
	uint64_t v, end = t->stack + d->unwinder->stack_bytes;

	for (size_t i = 0; i < sizeof(registers) / sizeof(*registers); i++)
		if (image_reg(img, (unsigned)t->cpu, registers[i], &v) && v == lock)
			return true;
	uint64_t at = t->n_frames ? t->frames[0].sp : 0;
	if (!t->stack || at - t->stack >= d->unwinder->stack_bytes)
		return false;
	for (at &= ~(uint64_t)(word - 1); at < end; at += word)
		if (image_ptr(img, at, &v) && v == lock)
			return true;
	return false;
}

struct spin {
	const struct ktask *t;
	uint64_t lock;
	unsigned count;
	bool spins, has_count;
};

/** Who can hold the lock that @p spins[waiter] wants. */
static void find_holder(struct lock_search *s, const struct spin *spins, size_t n, size_t waiter,
                        struct lock_wait *row)
{
	const struct spin *only = NULL, *known = NULL;
	size_t n_can = 0, n_known = 0;

	for (size_t i = 0; i < n; i++) {
		const struct spin *c = &spins[i];
		if (!c->has_count)
			return;
		if (c->count <= (c->spins ? 1 : 0))
			continue;
		n_can++;
		only = c;
		if (knows_lock(s->d, c->t, spins[waiter].lock)) {
			n_known++;
			known = c;
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
		spin->spins = is_spinning(d, t) && find_lock(d, t, &spin->lock);
	}
	for (size_t i = 0; i < n; i++) {
		if (!spins[i].spins)
			continue;
		s.t = spins[i].t;
		struct lock_wait *row = lock_add(&s, "spinlock", spins[i].lock);
		fact_set_text(row, knowledge, S("registers"));
		find_holder(&s, spins, n, i, row);
	}
	free(spins);
}
