// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/interrupts and /proc/softirqs: sums over the CPUs.
 *
 *              CPU0       CPU1
 *     0:         32          0   IO-APIC   2-edge      timer
 *   LOC:    8233215    7821904   Local timer interrupts
 *   ERR:          0
 *
 *               CPU0       CPU1
 *     TIMER:     102        134
 *
 * show_interrupts() in kernel/irq/proc.c, arch_show_interrupts(), fs/proc/softirqs.c.  Numbers
 * interrupts.LOC and softirqs.TIMER, and interrupts or softirqs: all of them.
 */
#include "parsers/system/token.h"

struct state {
	size_t n_cpus;
	const char *what; /**< interrupts or softirqs */
	double all;
	bool begun;
};

static size_t header_parse(struct slice line)
{
	struct slice w;
	size_t n = 0;

	while (token_word(&line, &w)) {
		if (!slice_skip(&w, S("CPU")) || !token_is_digits(w))
			return 0;
		n++;
	}
	return n;
}

static int interrupts_bid(struct slice head, struct slice path)
{
	struct slice line, name, w;

	(void)path;
	return token_line(&head, &line) && header_parse(line) && token_line(&head, &line) &&
	                       slice_cut(&line, ':', &name) && slice_trim(name).n < 16 &&
	                       token_word(&line, &w) && token_is_digits(w)
	               ? 90
	               : 0;
}

static const char *what_of(struct slice name)
{
	static const char *const softirqs[] = { "HI",    "TIMER",        "NET_TX",   "NET_RX",
		                                "BLOCK", "BLOCK_IOPOLL", "IRQ_POLL", "TASKLET",
		                                "SCHED", "HRTIMER",      "RCU" };

	for (size_t i = 0; i < sizeof(softirqs) / sizeof(*softirqs); i++)
		if (slice_eq(slice_str(softirqs[i]), name))
			return "softirqs";
	return "interrupts";
}

static void interrupts_line(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice in = line, name, w;
	struct token_name_buf buf;
	double sum = 0, v;
	size_t i = 0;

	if (!slice_trim(line).n)
		return;
	size_t n = header_parse(line);
	if (n) {
		st->n_cpus = n;
		return;
	}
	if (!slice_cut(&in, ':', &name)) {
		s->bad_lines++;
		return;
	}
	name = slice_trim(name);
	if (!st->begun)
		st->what = what_of(name);
	st->begun = true;
	for (struct slice rest = in;
	     i < st->n_cpus && token_word(&rest, &w) && token_is_digits(w) && token_number(w, &v);
	     i++)
		sum += v;
	if (!i) {
		s->bad_lines++;
		return;
	}
	system_stat(s, -1, token_name(&buf, "%s." SLICE_FMT, st->what, SLICE_ARG(name)), sum, "");
	// ERR and MIS count for the machine and are no interrupts that were handled
	if (!slice_is(name, "ERR") && !slice_is(name, "MIS"))
		st->all += sum;
}

static void interrupts_end(struct system *s)
{
	struct state *st = s->state;

	if (st->begun)
		system_stat(s, -1, slice_str(st->what), st->all, "");
}

const struct system_format system_format_interrupts = {
	.name = "interrupts",
	.summary = "/proc/interrupts and /proc/softirqs, summed over the CPUs",
	.source = "kernel/irq/proc.c, fs/proc/softirqs.c",
	.bid = interrupts_bid,
	.state_bytes = sizeof(struct state),
	.line = interrupts_line,
	.end = interrupts_end,
};
