// SPDX-License-Identifier: Apache-2.0
/*
 * Sleeping or scheduling where it is not allowed.  kernel/sched/core.c, __might_resched() and
 * __schedule_bug():
 *
 *   BUG: sleeping function called from invalid context at kernel/locking/mutex.c:585
 *   in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 12, name: cat
 *   preempt_count: 1, expected: 0
 *   RCU nest depth: 0, expected: 0
 *   2 locks held by cat/12:
 *    #0: …
 *   Preemption disabled at:
 *   [<ffffffff81d2b1dd>] foo+0x1d/0x30
 *   CPU: 0 PID: 12 Comm: cat Not tainted 6.1.0 #1
 *
 *   BUG: scheduling while atomic: cat/12/0x00000002
 *   Modules linked in:
 *   Preemption disabled at: …
 *
 * 2.6: "Debug: sleeping function called from invalid context at", "scheduling while atomic:
 * cat/0x00000001/12", "bad: scheduling from the idle thread!", "in_atomic():1, irqs_disabled():0".
 */
#include "parsers/base/rx.h"
#include "parsers/faults/locks.h"
#include "parsers/faults/state_dump.h"

static const struct fault_head atomic_heads[] = {
	{
		.literal = "sleeping function called from invalid context",
		.pattern = "(?:BUG|Debug): sleeping function called from invalid context(?! in )"
			   "(?: \\([0-9]+\\))?(?: at ({{SRC}}|\\S+:[0-9]+))?",
		.kind = FAULT_ATOMIC_SLEEP,
	},
	{
		.literal = "scheduling while atomic",
		.pattern =
			"(?:BUG: |bad: |^)scheduling while atomic(?:: (.{1,64})/(0x[0-9a-f]+|[0-9]+)/(0x[0-9a-f]+|[0-9]+)|!|$)",
		.kind = FAULT_ATOMIC_SLEEP,
	},
	{
		.literal = "scheduling with irqs disabled",
		.pattern = "BUG: scheduling with irqs disabled: (.{1,64})/(0x[0-9a-f]+)/([0-9]+)",
		.kind = FAULT_ATOMIC_SLEEP,
	},
	{
		.literal = "scheduling from the idle thread",
		.pattern = "(?:BUG|bad): scheduling from the idle thread",
		.kind = FAULT_ATOMIC_SLEEP,
	},
	{ .literal = NULL },
};

static enum line_class atomic_classify(struct report *r, const struct report_line *line)
{
	static const struct slice begins[] = {
		S("in_atomic()"),     S("preempt_count:"),
		S("RCU nest depth:"), S("Preemption disabled at"),
		S("irq event stamp"), S("bad: scheduling"),
		S("caller is "),
	};
	struct slice text = report_text(line);

	(void)r;
	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (slice_starts(text, begins[i]))
			return LINE_BODY;
	return state_dump_is_body(text) ? LINE_BODY : LINE_GENERIC;
}

/** `cat/12/0x00000002` and, before 2.6.16, `cat/0x00000002/12`. */
static void atomic_task(const struct slice *g, struct fault *f)
{
	bool swapped = slice_starts(g[2], S("0x"));
	struct slice pid = swapped ? g[3] : g[2], count = swapped ? g[2] : g[3];
	int64_t v;

	if (slice_i64(&pid, &v) && !pid.n)
		fault_set_task(f, g[1], v);
	fact_set(f, preempt_count, arena_dup(f->arena, count));
}

/** `in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 12, name: cat` */
static void atomic_state_line(struct slice text, struct fault *f)
{
	struct slice in = text, comm;
	int64_t pid;

	ssize_t at = slice_find(text, S(", pid:"));
	fact_set(f, preempt_count,
	         arena_dup(f->arena, slice_trim(at > 0 ? slice_head(text, at) : text)));
	if (!slice_skip_past(&in, S("pid: ")) || !slice_i64(&in, &pid) ||
	    !slice_skip_past(&in, S("name: ")))
		return;
	comm = slice_trim(in);
	if (!fact_has(f, comm) || !fact_has(f, pid))
		fault_set_task(f, comm, pid);
}

/** What disabled preemption is told as a stack of one frame before the CPU line; the culprit's is
 *  the first after that line. */
static void atomic_roles(const struct report *r, struct fault *f)
{
	uint64_t off = 0;

	for (size_t i = 0; i < r->n_lines && !off; i++)
		if (slice_starts(report_text(&r->lines[i]), S("Preemption disabled at")))
			off = r->lines[i].line;
	bool found = false;
	for (size_t i = 0; i < f->n_stacks; i++) {
		struct stack *s = &f->stacks[i];
		uint64_t first = s->n_frames ? s->frames[0].log_line : s->log_line;
		if (off && (s->log_line == off || first == off || first == off + 1))
			s->role = STACK_OTHER;
		else if (s->role == STACK_FAULT && found)
			s->role = STACK_OTHER;
		found |= s->role == STACK_FAULT;
	}
}

static bool atomic_parse(const struct report *r, struct fault *f)
{
	const struct slice *g = r->groups;
	struct slice src = { 0 }, head = r->lines[0].text;

	if (slice_has(head, S("sleeping function"))) {
		src = g[1];
		const char *colon = src.n ? memrchr(src.p, ':', src.n) : NULL;
		if (colon) {
			struct slice line = slice_from(src, colon - src.p + 1);
			int64_t v;
			fact_set(f, file, arena_dup(f->arena, slice_head(src, colon - src.p)));
			if (slice_i64(&line, &v))
				fact_set(f, line, v);
		}
	} else if (g[1].p && g[2].p && g[3].p) {
		atomic_task(g, f);
	}
	for (size_t i = 1; i < r->n_lines && i < 12; i++) {
		struct slice text = report_text(&r->lines[i]);
		if (slice_starts(text, S("in_atomic()")))
			atomic_state_line(text, f);
	}
	atomic_roles(r, f);
	locks_extract(r, f);
	return true;
}

static const struct fault_sample atomic_samples[] = {
	{ "BUG: sleeping function called from invalid context at mm/slub.c:795", FAULT_ATOMIC_SLEEP,
	  NULL },
	{ "Debug: sleeping function called from invalid context at mm/slab.c:2063",
	  FAULT_ATOMIC_SLEEP, NULL },
	{ "BUG: scheduling while atomic: kworker/u2:2/127/0x00000002", FAULT_ATOMIC_SLEEP, NULL },
	{ "scheduling while atomic: cat/0x00000001/1234", FAULT_ATOMIC_SLEEP, NULL },
	{ "bad: scheduling from the idle thread!", FAULT_ATOMIC_SLEEP, NULL },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_atomic = {
	.name = "atomic",
	.heads = atomic_heads,
	.classify = atomic_classify,
	.parse = atomic_parse,
	.samples = atomic_samples,
};
