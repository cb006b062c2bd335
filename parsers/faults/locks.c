// SPDX-License-Identifier: Apache-2.0
/*
 * Locks.  kernel/locking/lockdep.c, print_lock() and lockdep_print_held_locks():
 *
 *   bash/1572 is trying to acquire lock:
 *   ffff88803d3d5d28 (&mm->mmap_lock){++++}-{3:3}, at: might_fault+0x40/0x90
 *
 *   but task is already holding lock:
 *   ffff88805ffdce80 (&sb->s_type->i_mutex_key#8){+.+.}-{3:3}, at: do_lookup+0x267/0x2b1
 *
 *   -> #1 (&mm->mmap_lock){++++}-{3:3}:
 *    …
 *   2 locks held by bash/1572:
 *    #0: ffff88805ffdce80 (&sb->s_type->i_mutex_key#8){+.+.}-{3:3}, at: do_lookup+0x267/0x2b1
 *
 * Linux 2.6 to 4.16 print no address of the lock but that of the caller: ` (&mm->mmap_sem){++++++},
 * at: [<ffffffff810f1618>] might_fault+0x40/0x90`.
 */
#include "parsers/faults/locks.h"

#include "parsers/faults/grammar.h"
#include "parsers/faults/phrase.h"
#include "parsers/limits.h"

/** What the locks that follow a line are. */
enum lock_role {
	LOCK_UNSAID,
	LOCK_WANTED,
	LOCK_HELD,
};

static const struct slice lock_role_slug[] = {
	[LOCK_UNSAID] = { 0 },
	[LOCK_WANTED] = { "wanted", 6 },
	[LOCK_HELD] = { "held", 4 },
};

/** Lines that say what the next lock is; the task, where there is one, stands before the phrase. */
static const struct {
	struct slice phrase;
	enum lock_role role;
	bool whole; /**< the line begins with it, no task in front */
} lock_intros[] = {
	{ S(" is trying to acquire lock:"), LOCK_WANTED, false },
	{ S(" is trying to acquire:"), LOCK_WANTED, false },
	{ S(" is trying to lock:"), LOCK_WANTED, false },
	{ S(" just changed the state of lock:"), LOCK_WANTED, false },
	{ S("] takes:"), LOCK_WANTED, false },
	{ S("but task is already holding lock:"), LOCK_HELD, true },
	{ S("and this task is already holding:"), LOCK_HELD, true },
	{ S("but the task is already holding lock:"), LOCK_HELD, true },
	{ S("with a lock still held there!"), LOCK_HELD, false },
};

bool lock_line_parse(struct slice text, struct lock_line *ret)
{
	struct slice in = text, at, module;
	struct lock_line l = { .position = -1 };
	uint64_t v;

	l.chain = slice_skip(&in, S("-> "));
	if (slice_skip_char(&in, '#')) {
		if (!slice_u64(&in, 10, &v) || v > INT32_MAX)
			return false;
		l.position = (int64_t)v;
		slice_skip_char(&in, ':');
	} else if (l.chain) {
		return false;
	}
	in = slice_ltrim(in);
	if (in.n && *in.p != '(') {
		if (!slice_hex(&in, &l.address) || !slice_skip_blanks(&in))
			return false;
		l.has_address = true;
	}
	if (!slice_skip_char(&in, '('))
		return false;
	ssize_t end = slice_find(in, S("){")), bare = slice_find(in, S("), at: "));
	size_t mark = 2;
	if (end < 0 && bare > 0) { // the usage was left out
		end = bare;
		mark = 1;
	}
	if (end <= 0 || end > (ssize_t)LIMIT_NAME_BYTES)
		return false;
	l.lock = slice_head(in, (size_t)end);
	in = slice_from(in, (size_t)end + mark);

	ssize_t comma = slice_find(in, S(", at:"));
	l.usage = slice_trim(slice_head(in, comma < 0 ? in.n : (size_t)comma));
	if (slice_ends(l.usage, S(":")))
		l.usage.n--;
	if (slice_ends(l.usage, S("}")))
		l.usage.n--;
	if (l.usage.n > 64) // marks of eight states and a wait type
		return false;
	if (comma >= 0) {
		at = slice_from(in, (size_t)comma + 5);
		if (!phrase_symbol(at, &l.function, &module))
			l.function = (struct slice){ 0 };
	}
	*ret = l;
	return true;
}

struct lock_owner {
	bool known;
	struct slice comm;
	int64_t pid;
};

/** `2 locks held by comm/pid:`, `1 lock held by comm/pid.`, `no locks held by comm/pid.` */
static bool lock_owner_parse(struct slice text, struct lock_owner *ret)
{
	struct slice in = text;

	if (!slice_skip_past(&in, S(" held by ")) || in.p - text.p > 64)
		return false;
	ret->known = phrase_task(in, &ret->comm, &ret->pid, NULL);
	return ret->known;
}

static enum lock_role lock_intro(struct slice text, struct lock_owner *owner)
{
	for (size_t i = 0; i < sizeof(lock_intros) / sizeof(lock_intros[0]); i++) {
		if (lock_intros[i].whole) {
			if (slice_starts(text, lock_intros[i].phrase))
				return lock_intros[i].role;
			continue;
		}
		ssize_t at = slice_find(text, lock_intros[i].phrase);
		if (at < 0)
			continue;
		// "squid/1603 [HC0[0]:SC0[0]:HE1:SE1] takes:", "x/1 is freeing memory …, with a lock …"
		struct slice who = slice_head(text, (size_t)at), rest;
		ssize_t blank = slice_find(who, S(" ["));
		if (blank < 0)
			blank = slice_find(who, S(" is freeing memory "));
		if (blank > 0)
			who = slice_head(who, (size_t)blank);
		owner->known = phrase_task(who, &owner->comm, &owner->pid, &rest);
		return lock_intros[i].role;
	}
	return LOCK_UNSAID;
}

bool lock_is_intro(struct slice text)
{
	struct lock_owner unused;

	return lock_intro(text, &unused) != LOCK_UNSAID;
}

static void lock_add(struct fault *f, const struct lock_line *l, struct slice role,
                     const struct lock_owner *owner)
{
	struct held_lock *h = fault_row(f, held_lock);

	if (owner->known) {
		fact_set(h, pid, owner->pid);
		if (owner->comm.n <= LIMIT_NAME_BYTES)
			fact_set(h, comm, arena_dup(f->arena, owner->comm));
	}
	fact_set(h, role, role);
	if (l->position >= 0)
		fact_set(h, position, l->position);
	fact_set(h, lock, arena_dup(f->arena, l->lock));
	if (l->usage.n)
		fact_set(h, usage, arena_dup(f->arena, l->usage));
	if (l->has_address)
		fact_set(h, address, l->address);
	if (l->function.p)
		fact_set(h, function, arena_dup(f->arena, l->function));
}

/** A lock that an introduction promised. */
struct lock_pending {
	enum lock_role role; /**< LOCK_UNSAID: none */
	struct lock_owner owner;
	struct slice text; /**< the pieces so far */
	unsigned pieces;
	bool parsed; /**< l is there, but it lacks its function */
	struct lock_line l;
};

/** No more pieces: keep what there is. */
static void pending_flush(struct fault *f, struct lock_pending *p)
{
	if (p->role != LOCK_UNSAID && p->parsed)
		lock_add(f, &p->l, lock_role_slug[p->role], &p->owner);
	*p = (struct lock_pending){ 0 };
}

static void pending_piece(struct fault *f, struct lock_pending *p, struct slice text)
{
	struct lock_line l;
	struct slice before = p->text;

	while (before.n && before.p[before.n - 1] == '\\') // continued, as in a shell
		before.n--;
	if (before.n)
		text = arena_printf(f->arena, SLICE_FMT "%s" SLICE_FMT, SLICE_ARG(before),
		                    slice_starts(text, S("at:")) ? ", " : "", SLICE_ARG(text));
	if (lock_line_parse(text, &l) && !l.chain) {
		p->parsed = true;
		p->l = l;
	}
	p->text = text;
	if ((p->parsed && p->l.function.p) || ++p->pieces == LOCK_PIECES ||
	    text.n > LIMIT_NAME_BYTES)
		pending_flush(f, p);
}

void locks_extract(const struct report *r, struct fault *f)
{
	struct lock_pending pending = { 0 };
	struct lock_owner task = { 0 }, owner = { 0 };
	struct lock_line l;

	for (size_t i = 0; i < r->n_lines; i++) {
		struct slice text = report_text(&r->lines[i]);
		struct lock_owner o = task;

		// of a symbolised log, the line of the function that is there follows
		if (!text.n || slice_ends(text, S("[inline]")))
			continue;
		enum lock_role role = lock_intro(text, &o);
		bool is_owner = role == LOCK_UNSAID && lock_owner_parse(text, &o);
		bool is_lock = role == LOCK_UNSAID && !is_owner && lock_line_parse(text, &l);
		bool listed = is_lock && (l.chain || l.position >= 0);

		if (role == LOCK_UNSAID && !is_owner && !listed) {
			if (pending.role != LOCK_UNSAID)
				pending_piece(f, &pending, text);
			continue;
		}
		pending_flush(f, &pending);
		if (role != LOCK_UNSAID) {
			task = o;
			pending = (struct lock_pending){ .role = role, .owner = task };
		} else if (is_owner) {
			owner = o;
		} else if (l.chain) {
			lock_add(f, &l, S("depends_on"), &(struct lock_owner){ 0 });
		} else {
			lock_add(f, &l, lock_role_slug[LOCK_HELD], &owner);
		}
	}
	pending_flush(f, &pending);
}
