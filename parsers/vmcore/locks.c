// SPDX-License-Identifier: Apache-2.0
/*
 * What blocked tasks wait for.
 *
 * A task that waits for a mutex has a struct mutex_waiter on its stack, linked into the mutex:
 *
 *     stack of the task:  ... list.next list.prev task ...
 *                              |                   `-> the task itself
 *                              `-> other waiters -> wait_list in the lock -> back
 *
 * So the stack is searched for the address of its own task; what lies around it counts when both
 * links lead to neighbours that point back.  The one node of the ring that is no waiter is the head, and
 * so tells where the lock is.
 */
#include "parsers/limits.h"
#include "parsers/vmcore/lock_wait.h"

/** Waiters of one lock that are passed on the way to its head. */
#define RING_MAX 100000

struct lock_kind {
	const char *name, *frame;
	enum kmember waiter_task, waiter_list, lock_list;
};

static const struct lock_kind kinds[] = {
#define LOCK_KIND(id, name, frame, task, list, head) \
	{ name, frame, KM_##task, KM_##list, KM_##head },
#include "parsers/vmcore/lock_kinds.def"
};

static bool linked(struct kernel *k, uint64_t node)
{
	unsigned word = image_word(k->img);
	uint64_t next, prev, back;

	return image_ptr(k->img, node, &next) && image_ptr(k->img, node + word, &prev) &&
	       image_ptr(k->img, next + word, &back) && back == node &&
	       image_ptr(k->img, prev, &back) && back == node;
}

enum waiter {
	WAITER_NO,
	WAITER_YES,
	WAITER_UNKNOWN, /**< what would tell is not in the dump */
};

/** Is the node that of a waiter: does its structure name a task on whose stack it lies? */
static enum waiter is_waiter(const struct lock_search *s, uint64_t node, enum kmember list,
                             enum kmember task)
{
	const struct ktasks *all = s->d->tasks;
	uint64_t addr, stack, n = s->d->unwinder->stack_bytes;
	struct kernel *k = s->d->kernel;

	if (!kernel_get(k, kernel_container(k, node, list), task, &addr))
		return WAITER_UNKNOWN;
	const struct ktask *t = tasks_find(all, addr);
	if (t && t->stack)
		return node - t->stack < n ? WAITER_YES : WAITER_NO;
	// it may be a task that is on none of the lists that could be read
	if (!t && !all->damaged)
		return WAITER_NO;
	if (addr & 7 || !unwind_is_kernel(s->d->unwinder, addr))
		return WAITER_NO;
	if (!kernel_get(k, addr, KM_task_stack, &stack))
		return WAITER_UNKNOWN;
	return node - stack < n ? WAITER_YES : WAITER_NO;
}

bool lock_ring_head(const struct lock_search *s, uint64_t node, enum kmember list,
                    enum kmember task, uint64_t *ret)
{
	uint64_t at = node;

	for (unsigned i = 0; i < RING_MAX; i++) {
		if (!image_ptr(s->d->kernel->img, at, &at) || at == node)
			return false;
		enum waiter waiter = is_waiter(s, at, list, task);
		if (waiter == WAITER_UNKNOWN)
			return false;
		if (waiter == WAITER_NO) {
			*ret = at;
			return linked(s->d->kernel, at);
		}
	}
	return false;
}

bool lock_find_waiter(const struct lock_search *s, enum kmember list, enum kmember task,
                      uint64_t *ret_waiter)
{
	struct kernel *k = s->d->kernel;
	const struct member *in_task = kernel_member(k, task);
	unsigned word = image_word(k->img);

	if (!in_task || !kernel_has(k, list))
		return false;
	for (size_t i = 0; i < s->n_words; i++) {
		if (image_number(k->img, s->stack + i * word, word) != s->t->addr)
			continue;
		uint64_t waiter = s->base + i * word - in_task->off;
		if (linked(k, kernel_addr(k, waiter, list))) {
			*ret_waiter = waiter;
			return true;
		}
	}
	return false;
}

/** Does one of the innermost functions' names begin so? */
static bool has_frame(const struct lock_search *s, const char *begin)
{
	struct slice prefix = slice_str(begin);

	for (size_t i = 0; i < s->n_names; i++)
		if (slice_starts(s->names[i], prefix))
			return true;
	return false;
}

/** RWSEM_READER_SHIFT is 8; the highest bit says that there are too many. */
static uint64_t readers(const struct kernel *k, uint64_t count)
{
	return image_word(k->img) == 8 ? count << 1 >> 9 : (uint32_t)(count << 1) >> 9;
}

/** Kinds of which the lock tells who holds it. */
static void find_owner(const struct lock_search *s, const struct lock_kind *kind, uint64_t lock,
                       struct lock_wait *row)
{
	struct kernel *k = s->d->kernel;
	uint64_t owner, count, type;

	switch ((int)kind->lock_list) {
	case KM_mutex_wait_list: // the low 3 bits are flags (MUTEX_FLAGS)
		if (kernel_get(k, lock, KM_mutex_owner, &owner))
			lock_set_owner(s, row, owner & ~UINT64_C(7), "owner of the mutex");
		break;
	case KM_rwsem_wait_list:
		// enum rwsem_waiter_type: RWSEM_WAITING_FOR_WRITE is 0
		if (kernel_get(k, kernel_container(k, s->waiter_node, KM_rwsem_waiter_list),
		               KM_rwsem_waiter_type, &type))
			fact_set_text(row, mode, type & 1 ? S("read") : S("write"));
		if (!kernel_get(k, lock, KM_rwsem_owner, &owner))
			break;
		// RWSEM_READER_OWNED: the reader that came last, which need not be there any more
		if (!(owner & 1))
			lock_set_owner(s, row, owner & ~UINT64_C(7), "owner of the rwsem");
		else if (kernel_get(k, lock, KM_rwsem_count, &count) && readers(k, count) == 1)
			lock_set_owner(s, row, owner & ~UINT64_C(7),
			               "the reader that came last, and there is one reader");
		break;
	case KM_sem_wait_list:
		if (kernel_get(k, lock, KM_sem_last_holder, &owner))
			lock_set_owner(s, row, owner, "last holder of the semaphore");
		break;
	default:
		break;
	}
}

static bool find_kind(struct lock_search *s)
{
	struct kernel *k = s->d->kernel;
	uint64_t waiter, head;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const struct lock_kind *kind = &kinds[i];
		if (!has_frame(s, kind->frame) || !kernel_has(k, kind->lock_list) ||
		    !lock_find_waiter(s, kind->waiter_list, kind->waiter_task, &waiter))
			continue;
		s->waiter_node = kernel_addr(k, waiter, kind->waiter_list);
		if (!lock_ring_head(s, s->waiter_node, kind->waiter_list, kind->waiter_task, &head))
			continue;
		uint64_t lock = kernel_container(k, head, kind->lock_list);
		struct lock_wait *row = lock_add(s, kind->name, lock);
		find_owner(s, kind, lock, row);
		return true;
	}
	return false;
}

/** Real-time mutexes: the task itself points to its waiter. */
static bool find_rt_mutex(struct lock_search *s)
{
	struct kernel *k = s->d->kernel;
	uint64_t waiter, lock, owner;

	if (!kernel_get(k, s->t->addr, KM_task_pi_blocked_on, &waiter) || !waiter ||
	    !kernel_get(k, waiter, KM_rt_waiter_lock, &lock) || !lock)
		return false;
	struct lock_wait *row = lock_add(s, "rt_mutex", lock);
	if (kernel_get(k, lock, KM_rt_mutex_owner, &owner)) // bit 0: RT_MUTEX_HAS_WAITERS
		lock_set_owner(s, row, owner & ~UINT64_C(1), "owner of the rt_mutex");
	return true;
}

static const struct wait_kind {
	const char *name, *function;
	enum kmember outer, target;
} wait_kinds[] = {
#define WAIT_KIND(name, function, outer, target) { name, function, KM_##outer, KM_##target },
#include "parsers/vmcore/wait_kinds.def"
};

/** Wait queues, and what is waited for in them. */
static bool find_wait_queue(struct lock_search *s)
{
	struct kernel *k = s->d->kernel;
	uint64_t entry, func, head, target;
	struct ksym sym;

	if (s->is_nameless ||
	    !lock_find_waiter(s, KM_wait_entry_list, KM_wait_entry_private, &entry) ||
	    !kernel_get(k, entry, KM_wait_entry_func, &func) || !kernel_function(k, func, &sym) ||
	    sym.addr != func || !sym.name.p)
		return false;
	for (size_t i = 0; i < sizeof(wait_kinds) / sizeof(*wait_kinds); i++) {
		const struct wait_kind *w = &wait_kinds[i];
		if (!slice_starts(sym.name, slice_str(w->function)))
			continue;
		uint64_t outer = kernel_container(k, entry, w->outer);
		if (!kernel_get(k, outer, w->target, &target) || !target)
			return false;
		lock_add(s, w->name, target);
		return true;
	}
	uint64_t node = kernel_addr(k, entry, KM_wait_entry_list);
	if (!lock_ring_head(s, node, KM_wait_entry_list, KM_wait_entry_private, &head))
		return false;
	uint64_t queue = kernel_container(k, head, KM_wait_head_list);
	if (slice_starts(sym.name, S("percpu_rwsem_wake")))
		lock_add(s, "percpu_rwsem", kernel_container(k, queue, KM_percpu_rwsem_waiters));
	else
		lock_add(s, "wait_queue", queue);
	return true;
}

static void search_task(struct lock_search *s)
{
	struct kernel *k = s->d->kernel;
	struct ksym sym;

	if (!lock_read_stack(s))
		return;
	s->n_names = 0;
	s->is_nameless = !s->t->n_frames;
	for (size_t i = 0; i < s->t->n_frames && s->n_names < LOCK_NAMES; i++)
		if (kernel_function(k, frame_lookup(&s->t->frames[i]), &sym) && sym.name.p)
			s->names[s->n_names++] = sym.name;
		else if (unwind_is_kernel(s->d->unwinder, s->t->frames[i].ip))
			s->is_nameless = true;
	if (find_rt_mutex(s) || find_kind(s))
		return;
	if (s->t->state == 'D')
		find_wait_queue(s);
}

static void add_locks(struct dump_context *d)
{
	struct lock_search s = { .d = d };

	if (!d->kernel->types)
		return;
	for (size_t i = 0; i < d->tasks->n; i++) {
		s.t = &d->tasks->tasks[i];
		if (s.t->cpu == TASK_SLEEPS && s.t->sp && s.t->stack)
			search_task(&s);
	}
	lock_search_deinit(&s);
	dump_spinlocks(d);
}

const struct dump_part dump_part_locks = { .name = "locks", .run = add_locks };
