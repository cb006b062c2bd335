// SPDX-License-Identifier: Apache-2.0
/*
 *   Kernel panic - not syncing: Fatal exception in interrupt
 *   CPU: 0 PID: 0 Comm: swapper/0 Not tainted 5.4.0 #1
 *   Call Trace:
 *   …
 *   Kernel Offset: disabled
 *   ---[ end Kernel panic - not syncing: Fatal exception in interrupt ]---
 *   Rebooting in 86400 seconds..
 *
 * panic() in kernel/panic.c.  Every panic is a fault of its own; what it follows from is its cause.
 */
#include "parsers/faults/grammar.h"

static const struct fault_head heads[] = {
	// panic_on_warn panics before the stack of the WARNING is printed
	{ .literal = "Kernel panic",
	  .pattern = "^(?:\\[[^]]*\\] )?Kernel panic - not syncing: "
	             "(.*panic_on_warn set.*|scheduling while atomic.*)",
	  .kind = FAULT_PANIC,
	  .unless = "end Kernel panic",
	  .flags = HEAD_ASIDE },
	{ .literal = "Kernel panic",
	  .pattern = "^(?:\\[[^]]*\\] |PANIC: \"?)?Kernel panic(?: - not syncing)?: ?(.*)",
	  .kind = FAULT_PANIC,
	  .unless = "end Kernel panic" },
	{ .literal = "trusty: panic", .kind = FAULT_PANIC },
	{ 0 },
};

static enum line_class panic_classify(struct report *r, const struct report_line *line)
{
	struct slice t = report_text(line);

	(void)r;
	if (slice_starts(t, S("---[ end Kernel panic")))
		return LINE_BODY; // "Rebooting in" may follow
	if (slice_starts(t, S("Rebooting in ")))
		return LINE_END;
	if (slice_starts(t, S("task:")) && slice_has(t, S(" state:")))
		return LINE_END_BEFORE; // panic_print: the state of all tasks follows
	return LINE_GENERIC;
}

static bool panic_parse(const struct report *r, struct fault *f)
{
	if (r->groups[1].n)
		fact_set(f, detail, slice_trim(r->groups[1]));
	return true;
}

static const struct fault_sample samples[] = {
	{ "Kernel panic - not syncing: Fatal exception in interrupt", FAULT_PANIC, NULL },
	{ "Kernel panic: Attempted to kill init!", FAULT_PANIC, NULL },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_panic = {
	.name = "panic",
	.heads = heads,
	.classify = panic_classify,
	.parse = panic_parse,
	.samples = samples,
};
