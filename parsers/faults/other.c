// SPDX-License-Identifier: Apache-2.0
/*
 * Reports of no kind of their own; the last family that is asked.
 *
 *   irq 16: nobody cared (try booting with the "irqpoll" option)      kernel/irq/spurious.c
 *   unregister_netdevice: waiting for lo to become free. Usage count = 1    net/core/dev.c, every 10 s
 *   PANIC: early exception 0x0e IP 10:ffffffff81a0b0c0 error 0 cr2 0x0      arch/x86/mm/extable.c
 *   DMAR: [DMA Write] Request device [03:00.0] fault addr ffe00000 [fault reason 05] PTE Write access is not set
 *   AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x000a address=0x0 flags=0x0050]
 *   BUG: looking up something …
 *   CPU: …
 *   Call Trace: …
 *
 * Anything that begins with "BUG: " and goes on with a stack is a report of the kernel; without a
 * stack it may be any program's text.
 */
#include "parsers/base/rx.h"
#include "parsers/faults/episode.h"
#include "parsers/faults/grammar.h"
#include "parsers/faults/state_dump.h"
#include "parsers/limits.h"

enum other_flags {
	OTHER_NEEDS_STACK = 1 << 0,
	OTHER_REPEATS = 1 << 1, /**< the same line again is the same report */
};

static const struct fault_head other_heads[] = {
	{
		.literal = ": nobody cared",
		.pattern = "^irq ([0-9]+): (nobody cared)",
		.kind = FAULT_BUG_OTHER,
	},
	{
		.literal = "unregister_netdevice: waiting for",
		.pattern = "unregister_netdevice: (waiting for) (?!DEV )(.{1,64}) to become free",
		.kind = FAULT_BUG_OTHER,
		.continues = "other",
		.flags = HEAD_WITHIN,
	},
	{
		.literal = "PANIC: early exception",
		.pattern = "^PANIC: (early exception) (?:0x)?([0-9a-f]+)",
		.kind = FAULT_BUG_OTHER,
	},
	{
		.literal = "DMAR: [",
		.pattern =
			"^DMAR: \\[((?:DMA|INTR)[A-Za-z_ -]*)\\] Request device \\[([0-9a-f:.]+)\\]",
		.kind = FAULT_BUG_OTHER,
		.continues = "other",
		.flags = HEAD_WITHIN,
	},
	{
		.literal = "Event logged [IO_PAGE_FAULT",
		.pattern = "AMD-Vi: Event logged \\[(IO_PAGE_FAULT)(?: device=([0-9a-f:.]+))?",
		.kind = FAULT_BUG_OTHER,
		.continues = "other",
		.flags = HEAD_WITHIN,
	},
	{
		.literal = "BUG: ",
		.pattern = "^BUG: ([A-Za-z_][^:]{3,})",
		.kind = FAULT_BUG_OTHER,
		.unless = "^BUG: (?:kernel (?:boot|test|early)|memory leak)",
	},
	{ .literal = NULL },
};

static uint32_t other_flags(const struct fault_head *head)
{
	if (strcmp(head->literal, "BUG: ") == 0)
		return OTHER_NEEDS_STACK;
	return head->flags & HEAD_WITHIN ? OTHER_REPEATS : 0;
}

/** Text up to the first digit: equal for the same notice with other numbers. */
static struct slice other_stem(struct slice text)
{
	size_t n = 0;
	while (n < text.n && !(text.p[n] >= '0' && text.p[n] <= '9'))
		n++;
	return slice_head(text, n);
}

#define OTHER_GAP_US INT64_C(60000000)

static enum line_class other_classify(struct report *r, const struct report_line *line)
{
	struct slice text = report_text(line), head = report_text(&r->lines[0]);

	if (slice_starts(text, S("---[ end trace")))
		return LINE_END;
	if (other_flags(r->head) & OTHER_REPEATS) {
		struct slice stem = other_stem(head);
		struct episode *e = episode_of(r, stem);
		if (slice_eq(stem, other_stem(text)))
			return episode_goes_on(e, line, OTHER_GAP_US) ? LINE_BODY : LINE_END_BEFORE;
		if (slice_starts(text, S("DMAR: DRHD: handling fault")))
			return LINE_BODY;
		if (slice_starts(text, S("DMAR: [")) ||
		    slice_has(text, S("unregister_netdevice:")) ||
		    slice_has(text, S("IO_PAGE_FAULT")))
			return LINE_END_BEFORE;
	}
	if (slice_starts(text, S("handlers:")) || slice_starts(text, S("Disabling IRQ #")) ||
	    slice_starts(text, S("turning off the locking")) ||
	    slice_starts(text, S("ref_tracker:")))
		return LINE_BODY;
	return state_dump_is_body(text) ? LINE_BODY : LINE_GENERIC;
}

static bool other_parse(const struct report *r, struct fault *f)
{
	const struct slice *g = r->groups;

	if (other_flags(r->head) & OTHER_NEEDS_STACK) {
		size_t frames = 0;
		for (size_t i = 0; i < f->n_stacks; i++)
			frames += f->stacks[i].n_frames;
		if (!frames)
			return false;
	} else if (g[1].n) {
		bool irq = g[2].n && *g[1].p >= '0' && *g[1].p <= '9';
		fact_set(f, bug_type, slice_head(irq ? g[2] : g[1], LIMIT_NAME_BYTES));
		if (!irq && g[2].n)
			fact_set(f, detail, slice_head(g[2], LIMIT_NAME_BYTES));
	}
	if ((other_flags(r->head) & OTHER_REPEATS) && !f->n_stacks)
		f->has_comm = f->has_pid = f->has_cpu = f->has_taint = false;
	return true;
}

static const struct fault_sample other_samples[] = {
	{ "irq 16: nobody cared (try booting with the \"irqpoll\" option)", FAULT_BUG_OTHER,
	  "nobody cared" },
	{ "unregister_netdevice: waiting for lo to become free. Usage count = 1", FAULT_BUG_OTHER,
	  "waiting for" },
	{ "PANIC: early exception 0x0e IP 10:ffffffff81a0b0c0 error 0 cr2 0xffff888000000000",
	  FAULT_BUG_OTHER, "early exception" },
	{ "DMAR: [DMA Write] Request device [03:00.0] fault addr ffe00000 [fault reason 05] PTE Write access is not set",
	  FAULT_BUG_OTHER, "DMA Write" },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_other = {
	.name = "other",
	.heads = other_heads,
	.classify = other_classify,
	.parse = other_parse,
	.samples = other_samples,
};
