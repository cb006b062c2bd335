// SPDX-License-Identifier: Apache-2.0
/*
 * RCU CPU stall warnings.  kernel/rcu/tree_stall.h, print_other_cpu_stall() and print_cpu_stall():
 *
 *   rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
 *   rcu: 	1-...!: (3 GPs behind) idle=19a/1/0x4000000000000002 softirq=12356/12357 fqs=2
 *   rcu: 	Tasks blocked on level-0 rcu_node (CPUs 0-1): P16208/2:b..l P16191/3:b..l
 *   rcu: 	(detected by 0, t=10502 jiffies, g=85289, q=304 ncpus=2)
 *   Sending NMI from CPU 0 to CPUs 1:
 *   NMI backtrace for cpu 1
 *   …
 *   rcu: rcu_preempt kthread starved for 374 jiffies! g85289 f0x0 RCU_GP_WAIT_FQS(5) ->state=0x0 ->cpu=1
 *   rcu: RCU grace-period kthread stack dump:
 *   task:rcu_preempt     state:R  running task     stack:28760 pid:16 …
 *   rcu: Stack dump where RCU GP kthread last ran:
 *
 *   rcu: INFO: rcu_sched self-detected stall on CPU
 *   rcu: 	(t=10500 jiffies g=12045 q=155)
 *   rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 6-... } 18239 jiffies s: 1421 root: 0x40/.
 *
 * kernel/rcu/tasks.h: "INFO: rcu_tasks detected stalls on tasks:".  Kernels up to 3.1 say "INFO: RCU
 * detected CPU 0 stall (t=2500 jiffies)", "INFO: rcu_sched_state detected stalls on CPUs/tasks: { 1 }
 * (detected by 3, t=15002 jiffies)".
 */
#include "parsers/base/rx.h"
#include "parsers/faults/locks.h"
#include "parsers/faults/state_dump.h"

#define STALL_PATTERN                                                                           \
	"INFO: (rcu_\\w+|RCU)(?: (self-)?detected (expedited )?(?:CPU )?(?:([0-9]+) )?stalls?)" \
	"(?: on CPU ([0-9]+))?"
#define MAX_STALLED 64

static const struct fault_head stall_heads[] = {
	{ .literal = "self-detected stall", .pattern = STALL_PATTERN, .kind = FAULT_RCU_STALL },
	{ .literal = " detected stall", .pattern = STALL_PATTERN, .kind = FAULT_RCU_STALL },
	{ .literal = " detected expedited stall",
	  .pattern = STALL_PATTERN,
	  .kind = FAULT_RCU_STALL },
	{ .literal = "INFO: RCU detected CPU", .pattern = STALL_PATTERN, .kind = FAULT_RCU_STALL },
	{ .literal = NULL },
};

/** Does @p in begin with the mark of a stalled CPU: `1-...!:`, `0-....:`, `3: (`? */
static bool stalled_cpu(struct slice in, int64_t *ret)
{
	int64_t cpu;

	if (!slice_i64(&in, &cpu) || cpu < 0 || in.n < 3)
		return false;
	if (*in.p == '-' && (in.p[1] == '.' || in.p[1] == '?' ||
	                     (in.p[1] >= 'A' && in.p[1] <= 'Z') || in.p[1] == '!')) {
		*ret = cpu;
		return true;
	}
	if (slice_starts(in, S(": (")) && (slice_has(in, S(" GP")) || slice_has(in, S("idle=")))) {
		*ret = cpu;
		return true;
	}
	return false;
}

/** A line that print_*_stall() makes, without "rcu: " and blanks. */
static bool stall_is_body(struct slice in)
{
	static const struct slice begins[] = {
		S("(detected by "),
		S("(t="),
		S("All QSes seen"),
		S("Tasks blocked on level"),
		S("blocking rcu_node structures"),
		S("Unless "),
		S("RCU grace-period kthread"),
		S("Stack dump where RCU"),
		S("INFO: Stall ended before"),
		S("Possible timer handling"),
		S("CPUs/tasks:"),
		S("Offline CPU"),
		S("hardirqs"),
		S("number:"),
		S("cputime:"),
		S("(t ="),
		S("INFO: Stall ended"),
		S("rcu_"),
		S("{ "),
		S("Hit stall timeout"),
	};
	int64_t cpu;

	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (slice_starts(in, begins[i]))
			return true;
	return slice_has(in, S(" kthread starved for ")) ||
	       slice_has(in, S("kthread timer wakeup")) ||
	       (slice_has(in, S(" nvcsw: ")) && slice_has(in, S("holdout"))) ||
	       stalled_cpu(in, &cpu);
}

/** Text of a line without the prefix that pr_fmt() adds; syslog may have kept the tab as "\x09". */
static struct slice stall_text(const struct report_line *line)
{
	struct slice in = report_text(line);

	slice_skip(&in, S("rcu: "));
	in = slice_ltrim(in);
	while (slice_skip(&in, S("\\x09")) || slice_skip(&in, S("#011")))
		in = slice_ltrim(in);
	return in;
}

static enum line_class stall_classify(struct report *r, const struct report_line *line)
{
	(void)r;
	if (slice_starts(report_text(line), S("rcu: ")) || stall_is_body(stall_text(line)) ||
	    state_dump_is_body(report_text(line)))
		return LINE_BODY;
	return LINE_GENERIC;
}

/** CPUs that hold up the grace period. */
struct stalled {
	int64_t cpu[MAX_STALLED];
	size_t n_cpu;
	bool all_asked; /**< stacks of CPUs that do not are in the report, too */
};

static void stalled_add(struct stalled *s, int64_t cpu)
{
	if (s->n_cpu < MAX_STALLED)
		s->cpu[s->n_cpu++] = cpu;
}

static bool stalled_has(const struct stalled *s, int64_t cpu)
{
	for (size_t i = 0; i < s->n_cpu; i++)
		if (s->cpu[i] == cpu)
			return true;
	return false;
}

/** `{ 6-... P1234 1 }`: CPUs, and tasks with a P. */
static void stalled_words(struct slice in, struct stalled *s)
{
	struct slice word;

	while (word_next(&in, &word) && !slice_is(word, "}")) {
		int64_t v;
		if (slice_i64(&word, &v) && v >= 0 && (!word.n || *word.p == '-' || *word.p == '}'))
			stalled_add(s, v);
	}
}

/** "Sending NMI to all CPUs:", "sending NMI to other CPUs", "Sending NMI from CPU 0 to CPUs 1-3:". */
static bool asks_many(struct slice text)
{
	struct slice in = text;

	if (!slice_has(text, S("ending NMI ")))
		return false;
	if (slice_has(text, S("all CPUs")) || slice_has(text, S("other CPUs")))
		return true;
	return slice_skip_past(&in, S(" to CPUs ")) &&
	       (slice_has(in, S("-")) || slice_has(in, S(",")));
}

static void stalled_find(const struct report *r, struct stalled *s)
{
	struct slice on = r->groups[5].p ? r->groups[5] : r->groups[4];
	int64_t cpu;

	if (on.p && slice_i64(&on, &cpu))
		stalled_add(s, cpu);
	for (size_t i = 0; i < r->n_lines && !s->all_asked; i++)
		s->all_asked = asks_many(report_text(&r->lines[i]));
	// the list follows within a few lines; further down are dumps
	for (size_t i = 0; i < r->n_lines && i < 2 * MAX_STALLED; i++) {
		struct slice in = stall_text(&r->lines[i]), list = in;
		if (slice_starts(in, S("Sending NMI")) || slice_starts(in, S("NMI backtrace")))
			break;
		if (stalled_cpu(in, &cpu))
			stalled_add(s, cpu);
		else if ((slice_has(in, S("CPUs/tasks:")) || i == 0) &&
		         slice_skip_past(&list, S("{ ")))
			stalled_words(list, s);
	}
}

/** How likely it is that this stack holds up the grace period; 0: surely not.  Of equal ones the
 *  first counts. */
static int stall_rank(const struct stack_context *c, const struct stalled *s)
{
	if (c->section == SECTION_GP_KTHREAD)
		return 0;
	if (c->section == SECTION_LAST_RAN)
		return 1;
	if (s->all_asked && c->source == SOURCE_NMI && s->n_cpu && c->cpu >= 0 &&
	    !stalled_has(s, c->cpu))
		return 2;
	return 3;
}

static void stall_roles(const struct report *r, struct fault *f, const struct stalled *stalled)
{
	struct stack_context *c = stack_contexts(r, f);
	size_t best = SIZE_MAX;
	int best_rank = 0;

	for (size_t i = 0; i < f->n_stacks; i++) {
		struct stack *s = &f->stacks[i];
		int rank = s->n_frames ? stall_rank(&c[i], stalled) : 0;
		if (!s->n_frames)
			continue; // an introduction without a stack
		stack_take_context(s, &c[i]);
		s->role = c[i].section == SECTION_GP_KTHREAD ? STACK_PRINTER
		          : c[i].source == SOURCE_NMI        ? STACK_NMI
		                                             : STACK_OTHER;
		if (rank > best_rank) {
			best = i;
			best_rank = rank;
		}
	}
	if (best == SIZE_MAX)
		return;
	// the registers of a CPU and its call trace may count as two stacks with one context
	f->stacks[best].role = STACK_FAULT;
	f->has_comm = f->has_pid = false;
	if (c[best].comm.p)
		fault_set_task(f, c[best].comm, c[best].pid);
	if (c[best].cpu >= 0)
		fact_set(f, cpu, c[best].cpu);
}

static bool stall_parse(const struct report *r, struct fault *f)
{
	struct stalled stalled = { .n_cpu = 0 };

	stalled_find(r, &stalled);
	if (stalled.n_cpu)
		fact_set(f, cpu, stalled.cpu[0]);
	if (r->groups[1].p)
		fact_set(f, detail,
		         arena_printf(f->arena, SLICE_FMT "%s", SLICE_ARG(r->groups[1]),
		                      r->groups[2].p   ? " self-detected"
		                      : r->groups[3].p ? " expedited"
		                                       : ""));
	stall_roles(r, f, &stalled);
	locks_extract(r, f);
	return true;
}

static const struct fault_sample stall_samples[] = {
	{ "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:", FAULT_RCU_STALL, NULL },
	{ "INFO: rcu_sched self-detected stall on CPU", FAULT_RCU_STALL, NULL },
	{ "INFO: rcu_sched self-detected stall on CPU { 1}  (t=65000 jiffies g=1 c=0 q=0)",
	  FAULT_RCU_STALL, NULL },
	{ "rcu: INFO: rcu_sched detected expedited stalls on CPUs/tasks: { 6-... } 21 jiffies s: 1",
	  FAULT_RCU_STALL, NULL },
	{ "INFO: rcu_tasks detected stalls on tasks:", FAULT_RCU_STALL, NULL },
	{ "INFO: RCU detected CPU 0 stall (t=2500 jiffies)", FAULT_RCU_STALL, NULL },
	{ "INFO: rcu_bh_state detected stall on CPU 1 (t=15000 jiffies)", FAULT_RCU_STALL, NULL },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_rcu_stall = {
	.name = "rcu_stall",
	.heads = stall_heads,
	.classify = stall_classify,
	.parse = stall_parse,
	.samples = stall_samples,
};
