// SPDX-License-Identifier: Apache-2.0
//
// NMI backtrace for cpu 1
// Call Trace:
//  <IRQ>
//  dump_stack+0x1/0x2                  the detector's own interrupt: passed over by FROM_STALL
//  rcu_check_callbacks+0x1/0x2
//  apic_timer_interrupt+0x1/0x2        SKIP_INTERRUPT
//  </IRQ>
// RIP: 0010:_raw_spin_unlock_irq+0x1/0x2
//  mousedev_write+0x1/0x2              the entry of the work, to blame
//  __vfs_write+0x1/0x2                 SKIP_ANCHOR
//  vfs_write+0x1/0x2
#include "analyzer/groups/culprit.h"

#include "analyzer/groups/names.h"
#include "analyzer/groups/skip.h"
#include "analyzer/groups/steer.h"

/** Frames of one stack that are looked at; an overflowing stack has hundreds that are alike. */
#define CULPRIT_FRAMES 512
/** A function that calls itself this often in a row has recursed. */
#define RECURSION_MIN 4

/** What is known of a frame's function. */
struct known {
	struct slice plain;
	uint32_t sets;
	bool is_set;
};

struct seeker {
	const struct fault *f;
	uint32_t sets;
	const struct steering *steering;
	struct arena *arena;
	struct culprit *ret;
	struct known **known; /**< [stack][frame]; rows NULL until they are asked for */
};

static size_t frame_count(const struct stack *st)
{
	return st->n_frames < CULPRIT_FRAMES ? st->n_frames : CULPRIT_FRAMES;
}

/** The sets of a function; one that a rule ignores is in all that are stepped over. */
static uint32_t sets_of(const struct seeker *s, struct slice plain)
{
	return skip_sets(plain) | (steering_ignores(s->steering, plain) ? s->sets : 0);
}

/** The sets of a frame's function; several passes ask for them. */
static const struct known *frame_known(const struct seeker *s, const struct stack *st, size_t i)
{
	struct known **row = &s->known[st - s->f->stacks];

	if (!*row)
		*row = arena_array(s->arena, struct known, frame_count(st));
	struct known *k = &(*row)[i];
	if (!k->is_set) {
		k->plain = name_plain(st->frames[i].function, s->arena);
		k->sets = sets_of(s, k->plain);
		k->is_set = true;
	}
	return k;
}

/** May this frame be looked at in a first pass, or, with @p unreliable, in a second one? */
static bool frame_counts(const struct frame *fr, bool unreliable)
{
	return fr->function.p && fr->function.n && !(fr->flags & (FRAME_INLINED | FRAME_USER)) &&
	       (unreliable || !(fr->flags & FRAME_UNRELIABLE));
}

static bool blame(struct seeker *s, struct slice plain, const struct frame *fr,
                  const struct stack *st)
{
	*s->ret = (struct culprit){
		.function = name_syscall(plain),
		.frame = fr,
		.stack = st,
		.is_unreliable = fr && (fr->flags & FRAME_UNRELIABLE),
	};
	return true;
}

static bool blame_name(struct seeker *s, struct slice name)
{
	struct slice plain = name_plain(name, s->arena);

	return plain.n && !(sets_of(s, plain) & s->sets) && blame(s, plain, NULL, NULL);
}

/** Is the next function out the one that runs tests? */
static bool is_test(const struct seeker *s, const struct stack *st, size_t i)
{
	while (++i < frame_count(st))
		if (frame_counts(&st->frames[i], false))
			return frame_known(s, st, i)->sets & SKIP_TESTER;
	return false;
}

static bool stack_first(struct seeker *s, const struct stack *st, size_t from, bool unreliable)
{
	for (size_t i = from; i < frame_count(st); i++) {
		const struct frame *fr = &st->frames[i];
		if (!frame_counts(fr, unreliable))
			continue;
		const struct known *k = frame_known(s, st, i);
		if (!(k->sets & s->sets) || is_test(s, st, i))
			return blame(s, k->plain, fr, st);
	}
	return false;
}

/** All stacks of one role, in order; frames marked `?` only when there is nothing else. */
static bool role_first(struct seeker *s, enum stack_role role)
{
	for (int unreliable = 0; unreliable < 2; unreliable++)
		for (size_t i = 0; i < s->f->n_stacks; i++)
			if (s->f->stacks[i].role == role &&
			    stack_first(s, &s->f->stacks[i], 0, unreliable))
				return true;
	return false;
}

/** The stack that holds the function which the head names: another one was printed in between. */
static const struct stack *named_stack(const struct seeker *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->f->n_stacks; i++)
		n += s->f->stacks[i].role == STACK_FAULT && s->f->stacks[i].n_frames;
	if (n < 2 || !fact_has(s->f, report_function))
		return NULL;
	for (size_t i = 0; i < s->f->n_stacks; i++) {
		const struct stack *st = &s->f->stacks[i];
		for (size_t k = 0; k < frame_count(st); k++)
			if (st->role == STACK_FAULT && frame_counts(&st->frames[k], false) &&
			    slice_eq(st->frames[k].function, s->f->report_function))
				return st;
	}
	return NULL;
}

static bool from_stack(struct seeker *s)
{
	const struct stack *named = named_stack(s);

	if ((named && stack_first(s, named, 0, false)) || role_first(s, STACK_FAULT))
		return true;
	return (fact_has(s->f, ip_function) && blame_name(s, s->f->ip_function)) ||
	       (fact_has(s->f, report_function) && blame_name(s, s->f->report_function));
}

static bool from_caller(struct seeker *s)
{
	return (fact_has(s->f, report_function) && blame_name(s, s->f->report_function)) ||
	       from_stack(s);
}

struct bucket {
	uint32_t set;
	struct slice name;
};

/** A frame of a bucket decides, wherever it stands. */
static bool from_bucket(struct seeker *s, const struct stack *st, size_t from,
                        const struct bucket *buckets, size_t n)
{
	for (size_t i = from; i < frame_count(st); i++) {
		const struct frame *fr = &st->frames[i];
		if (!frame_counts(fr, false))
			continue;
		const struct known *k = frame_known(s, st, i);
		for (size_t b = 0; b < n; b++)
			if (k->sets & buckets[b].set)
				return blame(s, buckets[b].name, fr, st);
	}
	return false;
}

static bool from_hang(struct seeker *s)
{
	static const struct bucket buckets[] = {
		{ SKIP_BUCKET_RTNL, S("rtnl_lock") },
		{ SKIP_BUCKET_RCU, S("synchronize_rcu") },
	};

	for (size_t i = 0; i < s->f->n_stacks; i++)
		if (s->f->stacks[i].role == STACK_FAULT && s->f->stacks[i].n_frames)
			return from_bucket(s, &s->f->stacks[i], 0, buckets, 2) ||
			       stack_first(s, &s->f->stacks[i], 0, false) ||
			       stack_first(s, &s->f->stacks[i], 0, true);
	return false;
}

/**
 * Where the interrupted code begins in a stack that a detector printed from its timer interrupt: below
 * the interrupt entry, else at the registers.  0: no interrupt is on the stack.  @p any: any interrupt
 * counts, not only the detector's.
 */
static size_t interrupted(const struct seeker *s, const struct stack *st, bool any)
{
	bool detector = false;
	size_t n = frame_count(st);

	for (size_t i = 0; i < n; i++) {
		const struct frame *fr = &st->frames[i];
		if (!frame_counts(fr, false))
			continue;
		if (detector && i && (fr->flags & (FRAME_IP | FRAME_AFTER_REGS)))
			return i;
		uint32_t sets = frame_known(s, st, i)->sets;
		if ((sets & SKIP_INTERRUPT) && (any || detector))
			return i + 1;
		detector |= (sets & SKIP_DETECTOR) != 0;
	}
	return detector ? n : 0;
}

/**
 * The entry of the work: the last frame before the first anchor.  Where that one is the kernel's own
 * and the code that runs is a module's, the kernel only passes the call on, and the module's
 * innermost function is the one.
 */
static bool stack_entry(struct seeker *s, const struct stack *st, size_t from)
{
	const struct frame *before = NULL, *module = NULL;
	struct slice before_plain = { 0 }, module_plain = { 0 };

	for (size_t i = from; i < frame_count(st); i++) {
		const struct frame *fr = &st->frames[i];
		if (!frame_counts(fr, false))
			continue;
		struct slice plain = frame_known(s, st, i)->plain;
		uint32_t sets = frame_known(s, st, i)->sets;
		if (sets & SKIP_BUCKET_IPI)
			return blame(s, S("smp_call_function"), fr, st);
		bool anchor = (sets & SKIP_ANCHOR) && before;
		if ((sets & (SKIP_INTERRUPT | SKIP_IDLE | SKIP_TICK)) && !anchor)
			continue;
		if (!anchor) {
			before = fr;
			before_plain = plain;
			if (!module && fr->module.n && !(sets & s->sets)) {
				module = fr;
				module_plain = plain;
			}
			continue;
		}
		return module && !before->module.n ? blame(s, module_plain, module, st)
		                                   : blame(s, before_plain, before, st);
	}
	return false;
}

/** Is it the stack of the detector's own thread? */
static bool is_watcher(const struct seeker *s, const struct stack *st)
{
	for (size_t i = 0; i < frame_count(st); i++)
		if (frame_counts(&st->frames[i], false) &&
		    frame_known(s, st, i)->sets & SKIP_WATCHER)
			return true;
	return false;
}

/** Stacks in the order of the report, the detector's aside.  @p any_interrupt: what an interrupt came
 *  into is to blame, not what the interrupt does. */
static bool from_entry(struct seeker *s, bool any_interrupt)
{
	enum {
		ENTRY,
		FIRST,
		IDLE,
		PASSES
	};
	const uint32_t sets = s->sets;

	for (int pass = ENTRY; pass < PASSES; pass++) {
		for (size_t i = 0; i < s->f->n_stacks; i++) {
			const struct stack *st = &s->f->stacks[i];
			if (is_watcher(s, st))
				continue;
			size_t from = interrupted(s, st, any_interrupt);
			s->sets = pass == IDLE ? sets & ~(uint32_t)SKIP_IDLE : sets | SKIP_IDLE;
			if (pass == ENTRY ? stack_entry(s, st, from)
			                  : stack_first(s, st, from, false))
				return true;
		}
	}
	s->sets = sets;
	return role_first(s, STACK_FAULT);
}

static bool from_overflow(struct seeker *s)
{
	for (size_t i = 0; i < s->f->n_stacks; i++) {
		const struct stack *st = &s->f->stacks[i];
		struct slice last = { 0 };
		size_t run = 0;
		for (size_t k = 0; k < frame_count(st); k++) {
			const struct frame *fr = &st->frames[k];
			if (!frame_counts(fr, false))
				continue;
			struct slice plain = frame_known(s, st, k)->plain;
			run = slice_eq(plain, last) ? run + 1 : 1;
			last = plain;
			if (run >= RECURSION_MIN)
				return blame(s, plain, fr, st);
		}
	}
	return from_entry(s, false);
}

/** Locks of the head: those that no list numbers. */
static bool from_head_locks(struct seeker *s, size_t max)
{
	size_t seen = 0;

	for (size_t i = 0; i < s->f->n_held_lock && seen < max; i++) {
		const struct held_lock *h = &s->f->held_lock[i];
		if (fact_has(h, position) || slice_is(h->role, "depends_on"))
			continue;
		seen++;
		if (fact_has(h, function) && blame_name(s, h->function))
			return true;
	}
	return false;
}

static bool from_held(struct seeker *s)
{
	for (size_t i = 0; i < s->f->n_held_lock; i++) {
		const struct held_lock *h = &s->f->held_lock[i];
		if (fact_has(h, function) && !slice_is(h->role, "depends_on") &&
		    blame_name(s, h->function))
			return true;
	}
	return from_stack(s);
}

/** What SLUB's track names, else the first function of the track's stack. */
static bool from_track(struct seeker *s, enum stack_role role)
{
	const struct slub_report *r = s->f->slub_report;

	if (r && role == STACK_ALLOC && fact_has(r, alloc_function) &&
	    blame_name(s, r->alloc_function))
		return true;
	if (r && role == STACK_FREE && fact_has(r, free_function) &&
	    blame_name(s, r->free_function))
		return true;
	return role_first(s, role);
}

static bool from_refree(struct seeker *s)
{
	const struct slub_report *r = s->f->slub_report;

	if (!from_stack(s))
		return from_track(s, STACK_FREE);
	struct culprit now = *s->ret;
	bool same_caller = role_first(s, STACK_FREE) && slice_eq(s->ret->function, now.function);
	if (!same_caller || !r || !fact_has(r, free_function) || !blame_name(s, r->free_function))
		*s->ret = now;
	return true;
}

bool culprit_find(const struct fault *f, enum culprit_from from, uint32_t sets, struct slice named,
                  const struct steering *steering, struct arena *arena, struct culprit *ret)
{
	struct seeker s = {
		.f = f, .sets = sets, .steering = steering, .arena = arena, .ret = ret
	};

	s.known = arena_array(arena, struct known *, f->n_stacks + 1);

	switch (from) {
	case FROM_NONE:
		return false;
	case FROM_STACK:
		return from_stack(&s);
	case FROM_CALLER:
		return from_caller(&s);
	case FROM_HANG:
		return from_hang(&s);
	case FROM_STALL:
		return from_entry(&s, true);
	case FROM_LOCKUP:
		return from_entry(&s, false);
	case FROM_OVERFLOW:
		return from_overflow(&s);
	case FROM_ALLOC:
		return role_first(&s, STACK_ALLOC);
	case FROM_OWNER:
		return role_first(&s, STACK_ALLOC) || from_stack(&s);
	case FROM_TRACK_ALLOC:
		return from_track(&s, STACK_ALLOC) || from_stack(&s);
	case FROM_TRACK_FREE:
		return from_track(&s, STACK_FREE) || from_stack(&s);
	case FROM_REFREE:
		return from_refree(&s);
	case FROM_LOCKS:
		return from_head_locks(&s, 2) || role_first(&s, STACK_LOCK) || from_stack(&s);
	case FROM_TAKES:
		return from_head_locks(&s, 1) || from_stack(&s);
	case FROM_CHAIN:
		return role_first(&s, STACK_LOCK) || from_stack(&s);
	case FROM_HELD:
		return from_held(&s);
	case FROM_GROUP:
		return (named.n && blame_name(&s, named)) || from_stack(&s);
	case FROM_NAMED:
		return fact_has(f, report_function) && blame_name(&s, f->report_function);
	}
	return false;
}
