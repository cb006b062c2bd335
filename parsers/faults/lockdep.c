// SPDX-License-Identifier: Apache-2.0
/*
 * Lock validator, RCU usage and preemption checks.  kernel/locking/lockdep.c:
 *
 *   ======================================================
 *   WARNING: possible circular locking dependency detected
 *   6.1.0 #1 Not tainted
 *   ------------------------------------------------------
 *   bash/1572 is trying to acquire lock:
 *   ffff88803d3d5d28 (&mm->mmap_lock){++++}-{3:3}, at: might_fault+0x40/0x90
 *
 *   but task is already holding lock:
 *   …
 *   stack backtrace:
 *   CPU: 0 PID: 1572 Comm: bash Not tainted 6.1.0 #1
 *    …
 *
 * Before Linux 4.14: `[ INFO: possible circular locking dependency detected ]`.  The RCU reports are
 * lockdep_rcu_suspicious()'s; check_preemption_disabled() in lib/smp_processor_id.c prints `BUG: using
 * smp_processor_id() in preemptible [00000000] code: bash/1572`, process_one_work() in
 * kernel/workqueue.c `BUG: workqueue leaked lock or atomic: …`.
 */
#include "parsers/faults/family.h"
#include "parsers/faults/grammar.h"
#include "parsers/faults/locks.h"
#include "parsers/faults/phrase.h"
#include "parsers/limits.h"

// output of others may stand before the old form, which opens with a bracket
#define LEVEL "(?:^\\W*|\\[ )(?:WARNING|INFO|BUG): "

static const struct fault_head lockdep_heads[] = {
#define LOCKDEP_HEAD(literal_, pattern_, continues_, bug_type_, where_) \
	{                                                               \
		.literal = literal_,                                    \
		.pattern = pattern_,                                    \
		.kind = FAULT_LOCKDEP,                                  \
		.continues = continues_,                                \
	},
#include "parsers/faults/lockdep_heads.def"
#undef LOCKDEP_HEAD
	{ .literal = NULL },
};

/** Where the function to name stands; see lockdep_heads.def. */
enum lockdep_where {
	LOCKDEP_WANTED,
	LOCKDEP_LOCK,
	LOCKDEP_RELEASE,
	LOCKDEP_CALLER,
	LOCKDEP_WORK,
	LOCKDEP_STACK,
};

/** What lockdep_heads[i] means. */
static const struct lockdep_check {
	const char *bug_type;
	enum lockdep_where where;
} lockdep_checks[] = {
#define LOCKDEP_HEAD(literal_, pattern_, continues_, bug_type_, where_) \
	{ bug_type_, LOCKDEP_##where_ },
#include "parsers/faults/lockdep_heads.def"
#undef LOCKDEP_HEAD
};

static const char *const lockdep_lines[] = {
#define LOCKDEP_LINE(text) text,
#include "parsers/faults/lockdep_lines.def"
#undef LOCKDEP_LINE
	NULL,
};

/** Phrases that stand after the name of a task or lock. */
static const struct slice lockdep_inner[] = {
	S(" is trying to acquire"),
	S(" is trying to lock:"),
	S(" is trying to release lock"),
	S(" is trying to contend lock"),
	S(" is freeing memory "),
	S(" is exiting with locks still held"),
	S(" is leaving the kernel with locks still held"),
	S(" just changed the state of lock:"),
	S("] takes:"),
	S(" state was registered at:"),
	S("-irq-unsafe lock:"),
	S("-irq-safe lock:"),
	S(" held by "),
	S(" --> "),
	S("*** DEADLOCK ***"),
};

/** `6.1.0-rc1 #1 Not tainted`, `4.8.0 #136 Tainted: G        W`: the line below the head. */
static bool lockdep_version_line(struct slice text)
{
	return text.n && text.p[0] >= '0' && text.p[0] <= '9' &&
	       (slice_has(text, S("ainted")) || slice_has(text, S(" #")));
}

/** What that line says of the kernel, for reports that end before their CPU: line. */
static void lockdep_parse_version(struct slice text, struct fault *f)
{
	struct slice release, rest, letters;
	char taint[64];
	size_t n = 0;

	if (fact_has(f, kernel_release) || !slice_word(&text, &release) ||
	    release.n > LIMIT_NAME_BYTES)
		return;
	fact_set(f, kernel_release, arena_dup(f->arena, release));
	rest = text;
	if (fact_has(f, taint))
		return;
	if (slice_has(text, S("Not tainted"))) {
		fact_set(f, taint, S(""));
	} else if (slice_skip_past(&rest, S("Tainted: "))) {
		while (slice_skip_blanks(&rest), slice_word(&rest, &letters))
			for (size_t i = 0; i < letters.n && n < sizeof(taint); i++)
				if (letters.p[i] >= 'A' && letters.p[i] <= 'Z')
					taint[n++] = letters.p[i];
		fact_set(f, taint, arena_dup(f->arena, (struct slice){ taint, n }));
	}
}

struct lockdep_state {
	unsigned pieces; /**< how many more lines may be pieces of a lock's line */
};

/** A piece of a lock's line, see LOCK_PIECES.  Without caller ids other output may stand in between,
 *  so it has to look like one: `eae3453c (&p->pi_lock`, `){-.-.}`, `, at: f+0x1/0x2`. */
static bool lockdep_piece(const struct report_line *line, struct slice text)
{
	struct slice in = text;
	uint64_t addr;

	if (line->flags & RECORD_HAS_CALLER)
		return true;
	if (strchr("(){},&", *text.p) || slice_starts(text, S("at: ")))
		return true;
	return slice_hex(&in, &addr) && slice_starts(in, S(" ("));
}

static bool lockdep_take_piece(struct report *r, const struct report_line *line, struct slice text)
{
	struct lockdep_state *st = r->state;
	struct lock_line l;

	if (!st)
		st = r->state = arena_new(r->arena, struct lockdep_state);
	if (lock_is_intro(text)) {
		st->pieces = LOCK_PIECES;
		return false;
	}
	if (!st->pieces || !text.n)
		return false;
	if (lock_line_parse(text, &l) && l.function.p) {
		st->pieces = 0;
		return false;
	}
	st->pieces--;
	return lockdep_piece(line, text);
}

static enum line_class lockdep_classify(struct report *r, const struct report_line *line)
{
	struct slice text = report_text(line);
	struct lock_line l;

	if (slice_starts(text, S("------------[ cut here")) || phrase_is_rule(text, '='))
		return r->n_lines > 4 ? LINE_END_BEFORE : LINE_BODY;
	if (lockdep_take_piece(r, line, text))
		return LINE_BODY;
	if (lock_line_parse(text, &l) || (r->n_lines <= 4 && lockdep_version_line(text)))
		return LINE_BODY;
	if (slice_starts(text, S("CPU: ")))
		return LINE_GENERIC;
	if (phrase_begins(text, lockdep_lines))
		return LINE_BODY;
	for (size_t i = 0; i < sizeof(lockdep_inner) / sizeof(lockdep_inner[0]); i++)
		if (slice_has(text, lockdep_inner[i]))
			return LINE_BODY;
	return LINE_GENERIC;
}

static void set_function(struct fault *f, struct slice text)
{
	struct slice function, module;

	if (!fact_has(f, report_function) && phrase_symbol(text, &function, &module))
		fact_set(f, report_function, arena_dup(f->arena, function));
}

/** The task that a sentence of the report names: all are of the one that printed it. */
static void lockdep_parse_task(struct slice text, struct fault *f)
{
	static const struct slice ends[] = {
		S(" is trying to "),         S(" still has locks held"),   S(" [HC"),
		S(" is freeing memory"),     S(" just changed the state"), S(" held by "),
		S(" is leaving the kernel"),
	};
	struct slice comm, rest;
	int64_t pid;

	if (slice_skip_past(&text, S(" code: "))) { // in preemptible [00000000] code: comm/pid
		if (phrase_task(text, &comm, &pid, NULL)) {
			phrase_check_task(f, pid);
			phrase_set_task(f, comm, pid);
		}
		return;
	}
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		ssize_t at = slice_find(text, ends[i]);
		if (at <= 0)
			continue;
		struct slice who = slice_head(text, (size_t)at);
		if (slice_is(ends[i], " held by ")) // "2 locks held by comm/pid:"
			who = slice_from(text, (size_t)at + ends[i].n);
		slice_skip_past(&who, S("BUG: "));
		slice_skip_past(&who, S("WARNING: "));
		if (!phrase_task(who, &comm, &pid, &rest))
			return;
		rest = slice_trim(rest);
		if (rest.n && !slice_is(rest, ":") && !slice_is(rest, "."))
			return;
		phrase_check_task(f, pid);
		phrase_set_task(f, comm, pid);
		return;
	}
}

/** `BUG: using __this_cpu_read() in preemptible …`, `BUG: MAX_LOCK_DEPTH too low!`: the word. */
static void lockdep_parse_head(struct slice text, struct fault *f)
{
	struct slice in = text, word;

	if ((slice_skip_past(&in, S("BUG: using ")) ||
	     (slice_skip_past(&in, S("BUG: ")) && slice_starts(in, S("MAX_")))) &&
	    slice_word(&in, &word))
		fact_set(f, detail, arena_dup(f->arena, word));
}

/** `net/ipv4/route.c:645 suspicious rcu_dereference_check() usage!` */
static void lockdep_parse_rcu(struct slice text, struct fault *f)
{
	struct slice in = text, word, file;
	int64_t line;

	if (fact_has(f, file) || !slice_word(&in, &word) || word.n > LIMIT_NAME_BYTES)
		return;
	const char *colon = memrchr(word.p, ':', word.n);
	if (!colon)
		return;
	file = slice_head(word, (size_t)(colon - word.p));
	word = slice_from(word, file.n + 1);
	if (!slice_has(file, S(".")) || !phrase_size(&word, &line) || word.n)
		return;
	in = slice_trim(in);
	if (slice_ends(in, S("!")))
		in.n -= slice_ends(in, S("!!")) ? 2 : 1;
	if (!in.n || in.n > LIMIT_NAME_BYTES)
		return;
	fact_set(f, file, arena_dup(f->arena, file));
	fact_set(f, line, line);
	fact_set(f, detail, arena_dup(f->arena, in));
}

/** The line that names the function in reports where no lock does. */
static void lockdep_parse_place(enum lockdep_where where, struct slice text,
                                const struct report_line *next, struct fault *f)
{
	struct slice in = text;

	switch (where) {
	case LOCKDEP_CALLER:
		if (slice_skip(&in, S("caller is ")))
			set_function(f, in);
		break;
	case LOCKDEP_WORK:
		if (slice_skip_past(&in, S("last function: ")) ||
		    slice_skip_past(&in, S("workfn=")))
			set_function(f, in);
		break;
	case LOCKDEP_RELEASE:
		// "x/1 is trying to release lock (mrt_lock) at:", then "[<addr>] f+0x1/0x2"
		if (slice_has(text, S(" is trying to release lock")) ||
		    slice_has(text, S(" is trying to contend lock"))) {
			if (slice_skip_past(&in, S(" at: "))) {
				set_function(f, in);
			} else if (next) {
				set_function(f, report_text(next));
				phrase_drop_frame(f, next->line);
			}
		}
		break;
	case LOCKDEP_WANTED:
	case LOCKDEP_LOCK:
	case LOCKDEP_STACK:
		break;
	}
}

/** Where the lock that is asked for is taken, or the first one that is printed. */
static void lockdep_function_of_lock(enum lockdep_where where, struct fault *f)
{
	const struct held_lock *first = NULL, *wanted = NULL;

	for (size_t i = 0; i < f->n_held_lock; i++) {
		const struct held_lock *h = &f->held_lock[i];
		if (!fact_has(h, function))
			continue;
		if (!first)
			first = h;
		if (!wanted && slice_is(h->role, "wanted"))
			wanted = h;
	}
	if (where == LOCKDEP_WANTED && wanted)
		set_function(f, wanted->function);
	else if (where == LOCKDEP_LOCK && first)
		set_function(f, first->function);
}

static bool lockdep_parse(const struct report *r, struct fault *f)
{
	const struct lockdep_check *check = &lockdep_checks[r->head - lockdep_heads];

	fact_set(f, bug_type, slice_str(check->bug_type));
	locks_extract(r, f);
	lockdep_parse_head(report_text(&r->lines[0]), f);
	for (size_t i = 0; i < r->n_lines; i++) {
		struct slice text = report_text(&r->lines[i]);
		const struct report_line *next = i + 1 < r->n_lines ? &r->lines[i + 1] : NULL;
		lockdep_parse_task(text, f);
		if (i > 0 && i < 4 && lockdep_version_line(text))
			lockdep_parse_version(text, f);
		if (i < 12)
			lockdep_parse_rcu(text, f);
		if (slice_starts(text, S("inconsistent {")) && text.n <= LIMIT_NAME_BYTES &&
		    !fact_has(f, detail))
			fact_set(f, detail, arena_dup(f->arena, text));
		lockdep_parse_place(check->where, text, next, f);
	}
	lockdep_function_of_lock(check->where, f);
	return true;
}

static const struct fault_sample lockdep_samples[] = {
	{ "WARNING: possible circular locking dependency detected", FAULT_LOCKDEP,
	  "possible circular locking dependency" },
	{ "[ INFO: possible recursive locking detected ]", FAULT_LOCKDEP,
	  "possible recursive locking" },
	{ "WARNING: possible irq lock inversion dependency detected", FAULT_LOCKDEP,
	  "possible irq lock inversion dependency" },
	{ "[ INFO: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected ]", FAULT_LOCKDEP,
	  "irq-unsafe lock order" },
	{ "[ INFO: inconsistent lock state ]", FAULT_LOCKDEP, "inconsistent lock state" },
	{ "[ BUG: Invalid wait context ]", FAULT_LOCKDEP, "invalid wait context" },
	{ "[ INFO: suspicious RCU usage. ]", FAULT_LOCKDEP, "suspicious RCU usage" },
	{ "[ BUG: bad unlock balance detected! ]", FAULT_LOCKDEP, "bad unlock balance" },
	{ "WARNING: held lock freed!", FAULT_LOCKDEP, "held lock freed" },
	{ "WARNING: lock held when returning to user space!", FAULT_LOCKDEP,
	  "lock held when returning to user space" },
	{ "[ BUG: bash/1572 still has locks held! ]", FAULT_LOCKDEP, "still has locks held" },
	{ "WARNING: Nested lock was not taken", FAULT_LOCKDEP, "nested lock was not taken" },
	{ "BUG: MAX_LOCKDEP_ENTRIES too low!", FAULT_LOCKDEP, "lockdep limit too low" },
	{ "BUG: MAX_STACK_TRACE_ENTRIES too low!", FAULT_LOCKDEP, "lockdep limit too low" },
	{ "INFO: trying to register non-static key.", FAULT_LOCKDEP,
	  "trying to register non-static key" },
	{ "BUG: key ffff888012345678 has not been registered!", FAULT_LOCKDEP,
	  "key not registered" },
	{ "BUG: using smp_processor_id() in preemptible [00000000] code: bash/1572", FAULT_LOCKDEP,
	  "per-CPU data used in preemptible code" },
	{ "BUG: workqueue leaked lock or atomic: kworker/0:1/0x00000000/353", FAULT_LOCKDEP,
	  "workqueue leaked lock or atomic" },
	{ "BUG: workqueue leaked atomic, lock or RCU: kworker/0:1[353]", FAULT_LOCKDEP,
	  "workqueue leaked lock or atomic" },
	{ "net/ipv4/route.c:645 suspicious rcu_dereference_check() usage!", FAULT_LOCKDEP,
	  "suspicious RCU usage" },
	{ .line = NULL },
};

const struct fault_family family_lockdep = {
	.name = "lockdep",
	.heads = lockdep_heads,
	.classify = lockdep_classify,
	.parse = lockdep_parse,
	.samples = lockdep_samples,
};
