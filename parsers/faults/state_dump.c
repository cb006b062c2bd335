// SPDX-License-Identifier: Apache-2.0
/*
 * State dumps.  kernel/sched/core.c, sched_show_task(), 2.6.32, 4.20 and 6.16:
 *
 *   umount        D ffff880028215980     0 49438  49437 0x00000080
 *   jbd2/sda-8      D22600  3563      2 0x80000000
 *   task:kworker/0:1     state:D stack:24040 pid:10    tgid:10    ppid:2      flags:0x00004000
 *
 * lib/nmi_backtrace.c:
 *
 *   Sending NMI from CPU 0 to CPUs 1:
 *   NMI backtrace for cpu 1
 *   CPU: 1 PID: 8773 Comm: cat Not tainted 5.4.0-rc1+ #0
 */
#include "parsers/faults/state_dump.h"

#include "parsers/limits.h"

bool task_cut(struct slice text, char sep, struct slice *ret_comm, int64_t *ret_pid)
{
	const char *at = text.n ? memrchr(text.p, sep, text.n) : NULL;
	int64_t pid;

	if (!at)
		return false;
	struct slice comm = { text.p, at - text.p };
	struct slice tail = slice_from(text, comm.n + 1);
	if (!slice_i64(&tail, &pid) || tail.n)
		return false;
	*ret_comm = comm;
	*ret_pid = pid;
	return true;
}

bool word_next(struct slice *in, struct slice *ret)
{
	slice_skip_blanks(in);
	return slice_word(in, ret);
}

static bool is_state(char c)
{
	return c && strchr("RSDTtXZPIKWNC?", c) != NULL;
}

/** `task:comm state:D stack:… pid:12 …`: the fields have names, comm may hold anything. */
static bool named_task_state(struct slice in, struct task_state *ret)
{
	if (!slice_skip(&in, S("task:")))
		return false;
	ssize_t at = slice_find(in, S("state:"));
	if (at <= 0)
		return false;
	ret->comm = slice_trim(slice_head(in, at));
	in = slice_from(in, at + sizeof("state:") - 1);
	if (!in.n)
		return false;
	ret->state = *in.p;
	ret->pid = -1;
	struct slice pid = in;
	// "tgid:" and "ppid:" end in the same letters
	if (slice_skip_past(&pid, S(" pid:"))) {
		pid = slice_ltrim(pid);
		if (!slice_i64(&pid, &ret->pid))
			ret->pid = -1;
	}
	return true;
}

/**
 * The columns of kernels before 5.8: "%-15.15s %c", then either "  running task" or a PC (before
 * 4.12), then "%5lu %5d %6d 0x%08lx": free stack, pid, parent, flags.  Comm ends at the last blanks
 * before a lone state letter.
 */
static bool column_task_state(struct slice in, struct task_state *ret)
{
	// comm is padded to 15, so the state letter stands at 16 or, after longer names, further on
	for (size_t i = 1; i + 2 < in.n && i < 40; i++) {
		char c = in.p[i], before = in.p[i - 1], after = in.p[i + 1];
		if (before != ' ' || !is_state(c) ||
		    !(after == ' ' || (after >= '0' && after <= '9')))
			continue;
		struct slice comm = slice_trim(slice_head(in, i)), rest = slice_from(in, i + 1);
		struct slice word[6];
		size_t n = 0;
		rest = slice_ltrim(rest);
		slice_skip(&rest, S("running task"));
		while (n < 6 && word_next(&rest, &word[n]))
			n++;
		// … stack pid parent flags; flags are "0x…" and came with 2.6.2x
		size_t flags = 0;
		for (size_t k = 0; k < n && !flags; k++)
			if (slice_starts(word[k], S("0x")))
				flags = k;
		if (!comm.n || flags < 2)
			continue;
		int64_t pid;
		struct slice w = word[flags - 2];
		if (!slice_i64(&w, &pid) || w.n)
			continue;
		ret->comm = comm;
		ret->state = c;
		ret->pid = pid;
		return true;
	}
	return false;
}

bool task_state_parse(struct slice text, struct task_state *ret)
{
	struct task_state t = { .pid = -1 };

	text = slice_ltrim(text);
	if (!named_task_state(text, &t) && !column_task_state(text, &t))
		return false;
	*ret = t;
	return true;
}

bool state_dump_is_body(struct slice text)
{
	static const struct slice marks[] = {
		// clang-format off
		{ "NMI backtrace for cpu ", 22 },     { "Sending NMI ", 12 },
		{ "sending NMI ", 12 },               { "Task dump for CPU ", 18 },
		{ "Showing all locks held", 22 },     { " locks held by ", 15 },
		{ "1 lock held by ", 15 },            { "no locks held by ", 17 },
		{ "INFO: lockdep is turned off", 27 }, { "<Same stack as pid", 18 },
		{ "INFO: NMI handler (", 19 },        { "task                        PC stack", 36 },
		{ "Sched Debug Version", 19 },        { "Sending NMI to all CPUs", 23 },
		{ "Backtrace for CPU ", 18 },         { "Future hung task reports are suppressed", 39 },
		{ "Blocked by coredump", 19 },        { "Not tainted ", 12 },
		{ "Tainted: ", 9 },                   { "disables this message", 21 },
		{ "\"echo 0 > /proc/sys/kernel/hung_task", 36 },
		// clang-format on
	};
	struct task_state t;

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (slice_has(text, marks[i]))
			return true;
	return task_state_parse(text, &t);
}

static void context_of_section(struct slice text, enum stack_section *section)
{
	if (slice_has(text, S("kthread stack dump")))
		*section = SECTION_GP_KTHREAD;
	else if (slice_has(text, S("kthread last ran")))
		*section = SECTION_LAST_RAN;
	else if (slice_has(text, S(" likely owned by task ")) ||
	         slice_has(text, S(" owned by task ")))
		*section = SECTION_BLOCKER;
}

/** Kernels before 4.9 print the kthread without saying so. */
static bool is_gp_kthread(struct slice comm)
{
	return slice_is(comm, "rcu_sched") || slice_is(comm, "rcu_preempt") ||
	       slice_is(comm, "rcu_bh") || slice_is(comm, "rcu_gp_kthread");
}

/** What @p text says of the stack that follows. */
static void context_step(struct slice text, struct stack_context *c, enum stack_section *section,
                         int64_t *task_cpu, struct arena *arena)
{
	struct task_state t;
	int64_t cpu;
	struct slice in = text;

	context_of_section(text, section);
	if (slice_skip_past(&in, S("NMI backtrace for cpu ")) && slice_i64(&in, &cpu)) {
		*c = (struct stack_context){ SOURCE_NMI, *section, cpu, -1, { 0 } };
		*section = SECTION_NONE;
		return;
	}
	in = text;
	if (slice_skip_past(&in, S("Task dump for CPU ")) && slice_i64(&in, &cpu)) {
		*task_cpu = cpu;
		return;
	}
	if (slice_starts(text, S("CPU: ")) || slice_starts(text, S("Pid: "))) {
		struct fault line = { .arena = arena };
		if (!task_line_parse(text, &line))
			return;
		bool same = c->source == SOURCE_NMI && c->pid < 0 &&
		            (!fact_has(&line, cpu) || line.cpu == c->cpu);
		if (!same)
			*c = (struct stack_context){ SOURCE_CPU, *section, -1, -1, { 0 } };
		if (fact_has(&line, cpu))
			c->cpu = line.cpu;
		if (fact_has(&line, pid))
			c->pid = line.pid;
		if (fact_has(&line, comm))
			c->comm = line.comm;
		*section = SECTION_NONE;
		return;
	}
	if (task_state_parse(text, &t)) {
		if (is_gp_kthread(t.comm))
			*section = SECTION_GP_KTHREAD;
		*c = (struct stack_context){ SOURCE_TASK, *section, *task_cpu, t.pid, t.comm };
		*section = SECTION_NONE;
		*task_cpu = -1;
	}
}

struct stack_context *stack_contexts(const struct report *r, const struct fault *f)
{
	struct stack_context *ret = arena_array(r->arena, struct stack_context, f->n_stacks + 1);
	struct stack_context c = { SOURCE_UNKNOWN, SECTION_NONE, -1, -1, { 0 } };
	enum stack_section section = SECTION_NONE;
	int64_t task_cpu = -1;
	size_t line = 0;

	for (size_t i = 0; i < f->n_stacks; i++) {
		const struct stack *s = &f->stacks[i];
		uint64_t first = s->n_frames ? s->frames[0].log_line : s->log_line;
		for (; line < r->n_lines && r->lines[line].line <= first; line++)
			context_step(report_text(&r->lines[line]), &c, &section, &task_cpu,
			             r->arena);
		ret[i] = c;
	}
	return ret;
}

void stack_take_context(struct stack *s, const struct stack_context *c)
{
	if (s->cpu < 0)
		s->cpu = c->cpu;
	if (s->pid < 0)
		s->pid = c->pid;
	if (!s->comm.p && c->comm.p)
		s->comm = c->comm;
}

void fault_set_task(struct fault *f, struct slice comm, int64_t pid)
{
	if (comm.p)
		fact_set(f, comm, arena_dup(f->arena, slice_head(comm, LIMIT_NAME_BYTES)));
	fact_set(f, pid, pid);
}
