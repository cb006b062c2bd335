// SPDX-License-Identifier: Apache-2.0
/*
 * Stuck worker pools.  kernel/workqueue.c, wq_watchdog_timer_fn():
 *
 *   BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 31s!
 *   BUG: workqueue lockup - pool cpus=0-3 flags=0x4 nice=0 stuck for 33s!
 *   Showing busy workqueues and worker pools:
 *   workqueue events: flags=0x0
 *     pwq 0: cpus=0 node=0 flags=0x0 nice=0 active=3/256 refcnt=4
 *       in-flight: 61:do_cache_clean, 12(RESCUER):foo
 *       pending: vmstat_shepherd, cache_reap
 *   pool 2: cpus=0 flags=0x4 nice=0 hung=3s workers=4 idle: 7 101 99
 *   Showing backtraces of running workers in stalled CPU-bound worker pools:
 *   pool 2:
 *   task:kworker/0:1 …
 *
 * Each stuck pool has a line, and is a fault, of its own; what is shown belongs to the last.
 */
#include "parsers/base/rx.h"
#include "parsers/faults/locks.h"
#include "parsers/faults/state_dump.h"

static const struct fault_head workqueue_heads[] = {
	{
		.literal = "BUG: workqueue lockup",
		.pattern = "BUG: workqueue lockup - pool(?: cpus=([0-9,-]+))?",
		.kind = FAULT_WORKQUEUE_LOCKUP,
	},
	{ .literal = NULL },
};

static enum line_class workqueue_classify(struct report *r, const struct report_line *line)
{
	static const struct slice begins[] = {
		S("Showing busy workqueues"),
		S("Showing backtraces of running workers"),
		S("Showing all locks held"),
		S("workqueue "),
		S("pwq "),
		S("in-flight:"),
		S("pending:"),
		S("inactive:"),
		S("delayed:"),
		S("pool "),
		S("cpus="),
	};
	struct slice text = report_text(line);

	(void)r;
	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (slice_starts(text, begins[i]))
			return LINE_BODY;
	return state_dump_is_body(text) ? LINE_BODY : LINE_GENERIC;
}

/** The work that is running: `in-flight: 61:do_cache_clean, 12(RESCUER):foo BAR(34)`; the first that
 *  has been named. */
static void workqueue_in_flight(const struct report *r, struct fault *f)
{
	for (size_t i = 0; i < r->n_lines; i++) {
		struct slice in = report_text(&r->lines[i]);
		int64_t pid;
		if (!slice_skip(&in, S("in-flight:")))
			continue;
		in = slice_ltrim(in);
		if (!slice_i64(&in, &pid))
			continue;
		slice_skip(&in, S("(RESCUER)"));
		if (!slice_skip_char(&in, ':'))
			continue;
		size_t n = 0;
		while (n < in.n && in.p[n] != ',' && in.p[n] != ' ')
			n++;
		struct slice name = function_base(slice_head(in, n));
		if (!name.n)
			continue;
		fact_set(f, report_function, arena_dup(f->arena, name));
		if (!fact_has(f, pid))
			fact_set(f, pid, pid);
		return;
	}
}

static bool workqueue_parse(const struct report *r, struct fault *f)
{
	struct slice cpus = r->groups[1], text = report_text(&r->lines[0]);
	int64_t v;

	// pools that are bound to one CPU name it; "0-3" is an unbound pool
	if (cpus.p && slice_i64(&cpus, &v) && !cpus.n)
		fact_set(f, cpu, v);
	if (slice_skip_past(&text, S(" stuck for ")) && slice_i64(&text, &v))
		fact_set(f, duration_s, (double)v);
	workqueue_in_flight(r, f);

	struct stack_context *c = stack_contexts(r, f);
	bool found = false;
	for (size_t i = 0; i < f->n_stacks; i++) {
		struct stack *s = &f->stacks[i];
		stack_take_context(s, &c[i]);
		s->role = c[i].source == SOURCE_NMI ? STACK_NMI : found ? STACK_OTHER : STACK_FAULT;
		found |= s->role == STACK_FAULT;
	}
	locks_extract(r, f);
	return true;
}

static const struct fault_sample workqueue_samples[] = {
	{ "BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=-20 stuck for 38s!",
	  FAULT_WORKQUEUE_LOCKUP, NULL },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_workqueue = {
	.name = "workqueue",
	.heads = workqueue_heads,
	.classify = workqueue_classify,
	.parse = workqueue_parse,
	.samples = workqueue_samples,
};
