// SPDX-License-Identifier: Apache-2.0
/*
 * CPUs that are stuck.  kernel/watchdog.c, watchdog_timer_fn(), and its forebears in kernel/softlockup.c:
 *
 *   watchdog: BUG: soft lockup - CPU#3 stuck for 23s! [kworker/3:1:81]        4.17
 *   NMI watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [pulseaudio:1580]   3.x, 4.x
 *   BUG: soft lockup - CPU#1 stuck for 11s! [swapper:0]                       2.6.24
 *   BUG: soft lockup detected on CPU#0!                                       2.6.14
 *   CPU#3 Utilization every 4000ms during lockup:                             6.12, as are #1 to #5
 *   	#1: 100% system,	  0% softirq,	  1% hardirq,	  0% idle
 *
 * watchdog_hardlockup_check(), arch/powerpc/kernel/watchdog.c, arch/x86/kernel/nmi.c:
 *
 *   watchdog: CPU3: Watchdog detected hard LOCKUP on cpu 1                    6.5
 *   NMI watchdog: Watchdog detected hard LOCKUP on cpu 1
 *   watchdog: CPU 3 detected hard LOCKUP on other CPUs 1,2
 *   watchdog: CPU 3 self-detected hard LOCKUP @ foo+0x10/0x100
 *   NMI Watchdog detected LOCKUP on CPU0, eip c0110000, registers:            2.6
 *
 * The name in brackets may itself hold ':' or ' ': the pid is what follows the last colon.
 */
#include "parsers/base/rx.h"
#include "parsers/faults/state_dump.h"

static const struct fault_head lockup_heads[] = {
	{
		.literal = "soft lockup - CPU#",
		.pattern =
			"(?:BUG|WARN): soft lockup - CPU#([0-9]+) stuck for ([0-9]+)s(?:! ?\\[(.{0,64}):([0-9]+)\\])?",
		.kind = FAULT_SOFT_LOCKUP,
	},
	{
		.literal = "soft lockup detected on CPU#",
		.pattern = "BUG: soft lockup detected on CPU#([0-9]+)",
		.kind = FAULT_SOFT_LOCKUP,
	},
	{
		.literal = "detected hard LOCKUP on cpu",
		.pattern = "Watchdog detected hard LOCKUP on cpu ?([0-9]+)",
		.kind = FAULT_HARD_LOCKUP,
		.unless = "Kernel panic",
	},
	{
		.literal = "detected hard LOCKUP",
		.pattern =
			"CPU (?:([0-9]+) self-|[0-9]+ )detected hard LOCKUP(?: on other CPUs ([0-9,-]+))?",
		.kind = FAULT_HARD_LOCKUP,
		.unless = "Kernel panic",
	},
	{
		.literal = "Hard LOCKUP",
		.pattern = "Watchdog CPU[: ]([0-9]+) Hard LOCKUP",
		.kind = FAULT_HARD_LOCKUP,
		.unless = "Kernel panic",
	},
	{
		.literal = "BUG: hard lockup",
		.pattern = "BUG: hard lockup(?: - CPU#([0-9]+))?",
		.kind = FAULT_HARD_LOCKUP,
	},
	{
		.literal = "atchdog detected LOCKUP",
		.pattern = "NMI [Ww]atchdog detected LOCKUP(?: on CPU ?([0-9]+))?",
		.kind = FAULT_HARD_LOCKUP,
		.unless = "Kernel panic",
	},
	{ .literal = NULL },
};

static enum line_class lockup_classify(struct report *r, const struct report_line *line)
{
	struct slice text = report_text(line), in = text;
	uint64_t n;

	(void)r;
	if (state_dump_is_body(text) || slice_has(text, S("Utilization every ")) ||
	    slice_has(text, S("HardIRQ Time exceeds")) || slice_has(text, S(" heartbeat TB:")))
		return LINE_BODY;
	// "#1: 100% system, …" and "#1: 1000  irq#23" of the lists before the dump
	if (slice_skip_char(&in, '#') && slice_u64(&in, 10, &n) && slice_skip(&in, S(": ")) &&
	    (slice_has(in, S("% system")) || slice_has(in, S("irq#"))))
		return LINE_BODY;
	return LINE_GENERIC;
}

/** The first stack of the stuck CPU is the culprit's; others are of other CPUs. */
static void lockup_roles(const struct report *r, struct fault *f)
{
	struct stack_context *c = stack_contexts(r, f);
	size_t best = SIZE_MAX;
	int best_rank = 0;

	for (size_t i = 0; i < f->n_stacks; i++) {
		struct stack *s = &f->stacks[i];
		bool own = fact_has(f, cpu) && c[i].cpu >= 0 && c[i].cpu == f->cpu;
		int rank = own ? 3 : c[i].source == SOURCE_NMI || c[i].cpu >= 0 ? 1 : 2;
		stack_take_context(s, &c[i]);
		s->role = c[i].source == SOURCE_NMI      ? STACK_NMI
		          : f->kind == FAULT_HARD_LOCKUP ? STACK_PRINTER
		                                         : STACK_OTHER;
		if (s->n_frames && rank > best_rank) {
			best = i;
			best_rank = rank;
		}
	}
	if (best != SIZE_MAX)
		f->stacks[best].role = STACK_FAULT;
}

static bool lockup_parse(const struct report *r, struct fault *f)
{
	const struct slice *g = r->groups;
	struct slice in;
	int64_t v;

	if (f->kind == FAULT_SOFT_LOCKUP) {
		in = g[2];
		if (in.p && slice_i64(&in, &v))
			fact_set(f, duration_s, (double)v);
		in = g[4];
		if (g[3].p && slice_i64(&in, &v))
			fault_set_task(f, g[3], v);
	}
	// a list of CPUs counts by its first; without a number the CPU line of the report stands
	in = g[1].p ? g[1] : f->kind == FAULT_HARD_LOCKUP ? g[2] : (struct slice){ 0 };
	if (in.p && slice_i64(&in, &v))
		fact_set(f, cpu, v);
	lockup_roles(r, f);
	return true;
}

static const struct fault_sample lockup_samples[] = {
	{ "watchdog: BUG: soft lockup - CPU#3 stuck for 23s! [kworker/3:1:81]", FAULT_SOFT_LOCKUP,
	  NULL },
	{ "NMI watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [pulseaudio:1580]",
	  FAULT_SOFT_LOCKUP, NULL },
	{ "BUG: soft lockup - CPU#0 stuck for 67s! [a b:c:7]", FAULT_SOFT_LOCKUP, NULL },
	{ "BUG: soft lockup detected on CPU#0!", FAULT_SOFT_LOCKUP, NULL },
	{ "NMI watchdog: Watchdog detected hard LOCKUP on cpu 1", FAULT_HARD_LOCKUP, NULL },
	{ "watchdog: CPU3: Watchdog detected hard LOCKUP on cpu 1", FAULT_HARD_LOCKUP, NULL },
	{ "watchdog: CPU 3 detected hard LOCKUP on other CPUs 1,2", FAULT_HARD_LOCKUP, NULL },
	{ "watchdog: CPU 3 self-detected hard LOCKUP @ foo+0x10/0x100", FAULT_HARD_LOCKUP, NULL },
	{ "Watchdog CPU:2 Hard LOCKUP", FAULT_HARD_LOCKUP, NULL },
	{ "NMI Watchdog detected LOCKUP on CPU0, eip c0110000, registers:", FAULT_HARD_LOCKUP,
	  NULL },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_lockup = {
	.name = "lockup",
	.heads = lockup_heads,
	.classify = lockup_classify,
	.parse = lockup_parse,
	.samples = lockup_samples,
};
