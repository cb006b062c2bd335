// SPDX-License-Identifier: Apache-2.0
/*
 * Hung tasks.  kernel/hung_task.c, check_hung_task(); 6.17 with a known lock owner:
 *
 *   INFO: task kworker/1:0:17 blocked for more than 143 seconds.
 *         Not tainted 6.17.0-rc1 #2
 *   "echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.
 *   task:kworker/1:0     state:D stack:26904 pid:17    tgid:17    ppid:2      task_flags:0x4208060 flags:0x00004000
 *   Workqueue: ipv6_addrconf addrconf_verify_work
 *   Call Trace:
 *    <TASK>
 *    __schedule+0x1190/0x5de0
 *    …
 *   INFO: task kworker/1:0:17 is blocked on a mutex likely owned by task cat:99.
 *   task:cat             state:D stack:26904 pid:99 …
 *
 *   Showing all locks held in the system:
 *   1 lock held by khungtaskd/1064:
 *    #0: ffffffff88faae00 (rcu_read_lock){....}-{1:2}, at: debug_show_all_locks+0x5f/0x27e
 *   =============================================
 *
 *   NMI backtrace for cpu 0
 *   CPU: 0 PID: 1064 Comm: khungtaskd Not tainted …
 *   Sending NMI from CPU 0 to CPUs 1:
 *
 * linux-next of 2016 to 2020 also had "INFO: task %s:%d can't die for more than %ld seconds." for tasks
 * that were killed.  Since 6.16 "blocked in I/O wait for more than"; from 2.6.25 to 3.8 without the taint line.
 */
#include "parsers/base/rx.h"
#include "parsers/faults/locks.h"
#include "parsers/faults/state_dump.h"

static const struct fault_head hung_heads[] = {
	{
		.literal = " is blocked on a",
		.pattern = "INFO: task .{1,64}:[0-9]+(?: <[a-z]+>)? (?:is )?blocked on an? ",
		.kind = FAULT_HUNG_TASK,
		.continues = "hung_task",
	},
	{
		.literal = "<reader> blocked on an",
		.pattern = "INFO: task .{1,64}:[0-9]+",
		.kind = FAULT_HUNG_TASK,
		.continues = "hung_task",
	},
	{
		.literal = "<writer> blocked on an",
		.pattern = "INFO: task .{1,64}:[0-9]+",
		.kind = FAULT_HUNG_TASK,
		.continues = "hung_task",
	},
	{
		.literal = "INFO: task ",
		.pattern =
			"INFO: task (.{0,64}):([0-9]+) (?:blocked (?:[a-zA-Z/ ]{1,24} )?|can't die )"
			"for more than ([0-9]+)",
		.kind = FAULT_HUNG_TASK,
	},
	{ .literal = NULL },
};

/** What ends the part of the dump that follows the report for all tasks together. */
static enum line_class hung_classify(struct report *r, const struct report_line *line)
{
	struct slice text = report_text(line);

	(void)r;
	if (state_dump_is_body(text) || slice_has(text, S(" likely owned by task ")) ||
	    slice_starts(text, S("disables this message")))
		return LINE_BODY;
	return LINE_GENERIC;
}

/** `      Not tainted 6.6.0 #1`, `      Tainted: G        W  O      3.10.0-957.el7.x86_64 #1`: letters,
 *  then release and version. */
static void hung_taint_line(struct slice in, struct fault *f)
{
	char letters[32];
	size_t n = 0;
	struct slice word;

	if (slice_skip(&in, S("Not tainted"))) {
		// no letters
	} else if (slice_skip(&in, S("Tainted:"))) {
		struct slice rest = in;
		// the letters stand in fixed columns: single capitals parted by blanks, "[W]=WARN" lists
		while (word_next(&rest, &word) && word.n && n < sizeof(letters)) {
			bool all = *word.p >= 'A' && *word.p <= 'Z';
			for (size_t i = 0; i < word.n; i++)
				all &= word.p[i] >= 'A' && word.p[i] <= 'Z';
			if (*word.p == '[') {
				in = rest;
				continue;
			}
			if (!all)
				break;
			for (size_t i = 0; i < word.n && n < sizeof(letters); i++)
				letters[n++] = word.p[i];
			in = rest;
		}
		if (!n)
			return;
	} else {
		return;
	}
	fact_set(f, taint, n ? arena_dup(f->arena, (struct slice){ letters, n }) : S(""));
	if (!word_next(&in, &word) || !memchr("0123456789", *word.p, 10))
		return;
	fact_set(f, kernel_release, arena_dup(f->arena, word));
	in = slice_trim(in);
	if (in.n && *in.p == '#')
		fact_set(f, kernel_version, arena_dup(f->arena, in));
}

/** "… likely owned by task cat:99." */
static void hung_blocker(struct slice text, struct fault *f)
{
	struct slice in = text, comm;
	int64_t pid;

	if (!slice_skip_past(&in, S(" owned by task ")))
		return;
	in = slice_trim(in);
	ssize_t mark = slice_find(in, S(" <"));
	if (mark > 0)
		in = slice_head(in, mark);
	if (in.n && in.p[in.n - 1] == '.')
		in.n--;
	if (task_cut(in, ':', &comm, &pid))
		fact_set(f, blocker, arena_dup(f->arena, in));
}

/** The culprit's stack is the first; after it come its lock's owner, the detector itself and what
 *  the other CPUs do. */
static void hung_roles(const struct report *r, struct fault *f)
{
	struct stack_context *c = stack_contexts(r, f);
	bool found = false;

	for (size_t i = 0; i < f->n_stacks; i++) {
		struct stack *s = &f->stacks[i];
		bool detector = slice_starts(c[i].comm, S("khungtaskd"));
		stack_take_context(s, &c[i]);
		if (detector)
			s->role = STACK_PRINTER;
		else if (c[i].source == SOURCE_NMI || c[i].source == SOURCE_CPU)
			s->role = STACK_NMI;
		else if (c[i].section == SECTION_BLOCKER || found)
			s->role = STACK_OTHER;
		else
			s->role = STACK_FAULT;
		found |= s->role == STACK_FAULT;
	}
}

static bool hung_parse(const struct report *r, struct fault *f)
{
	struct slice comm = r->groups[1], pid = r->groups[2], seconds = r->groups[3];
	int64_t v;
	bool tainted = false;

	if (!comm.p || !pid.p || !seconds.p)
		return false; // the line about the owner of a lock without the report before it
	// what the generic extractor found is of the detector's CPU line
	f->has_cpu = f->has_uid = f->has_taint = false;
	f->has_comm = f->has_pid = false;
	f->has_ip_function = f->has_ip_module = f->has_code = false;
	if (slice_i64(&pid, &v))
		fault_set_task(f, comm, v);
	if (slice_i64(&seconds, &v))
		fact_set(f, duration_s, (double)v);

	for (size_t i = 1; i < r->n_lines; i++) {
		struct slice text = report_text(&r->lines[i]);
		struct task_state t;
		if (i < 4 && !tainted &&
		    (slice_starts(text, S("Not tainted")) || slice_starts(text, S("Tainted:")))) {
			hung_taint_line(text, f);
			tainted = true;
		}
		hung_blocker(text, f);
		if (!fact_has(f, task_state) && task_state_parse(text, &t))
			fact_set(f, task_state, arena_dup(f->arena, (struct slice){ &t.state, 1 }));
	}
	hung_roles(r, f);
	locks_extract(r, f);
	return true;
}

static const struct fault_sample hung_samples[] = {
	{ "INFO: task kworker/1:0:17 blocked for more than 143 seconds.", FAULT_HUNG_TASK, NULL },
	{ "INFO: task DataXceiver for:7494 blocked for more than 120 seconds.", FAULT_HUNG_TASK,
	  NULL },
	{ "INFO: task syz-executor.0:8263 can't die for more than 143 seconds.", FAULT_HUNG_TASK,
	  NULL },
	{ "INFO: task jbd2/sda1-8:55 blocked in I/O wait for more than 122 seconds.",
	  FAULT_HUNG_TASK, NULL },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_hung_task = {
	.name = "hung_task",
	.heads = hung_heads,
	.classify = hung_classify,
	.parse = hung_parse,
	.samples = hung_samples,
};
