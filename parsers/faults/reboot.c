// SPDX-License-Identifier: Apache-2.0
/*
 * A machine that started again without a word: on its console, firmware or the kernel's decompressor
 * speaks right after a kernel that ran.
 *
 *   [  500.720639] eth0: link becomes ready
 *   SeaBIOS (version 1.8.2)
 *   early console in extract_kernel
 *   Decompressing Linux... Parsing ELF... done.
 *   Booting the kernel.
 *   [    0.000000] Linux version 4.20.0 …
 *
 * arch/x86/boot/compressed/misc.c, arch/arm/boot/compressed/misc.c.  It is expected after the lines of
 * kernel/reboot.c and kernel/kexec_core.c, and explained by a report just before it; only the console
 * can tell, so a second banner alone (two logs in one file) is no reboot.
 */
#include "parsers/base/rx.h"
#include "parsers/faults/grammar.h"

/** A report this long before is what the machine went down of. */
#define REBOOT_CAUSE_US INT64_C(300000000)
/** Lines of the firmware and the boot loader that are kept. */
#define REBOOT_LINES 64

#define SHUTDOWN(literal_, pattern_)                                            \
	{                                                                       \
		.literal = literal_, .pattern = pattern_, .kind = FAULT_REBOOT, \
		.flags = HEAD_SHUTDOWN,                                         \
	}

static const struct fault_head reboot_heads[] = {
	{ .literal = "SeaBIOS (version", .pattern = "^SeaBIOS \\(version", .kind = FAULT_REBOOT },
	{
		.literal = "early console in ",
		.pattern = "^early console in (?:setup code|extract_kernel|decompress_kernel)",
		.kind = FAULT_REBOOT,
		.continues = "reboot",
	},
	{
		.literal = "compressing Linux...",
		.pattern = "^(?:Dec|Unc)ompressing Linux\\.\\.\\.",
		.kind = FAULT_REBOOT,
		.continues = "reboot",
	},
	{
		.literal = "ooting the kernel",
		.pattern = "^(?:.*done, b|B)ooting the kernel\\b",
		.kind = FAULT_REBOOT,
		.continues = "reboot",
	},
	SHUTDOWN("Restarting system", "^(?:reboot: )?Restarting system"),
	SHUTDOWN("Power down", "^(?:reboot: )?Power down"),
	SHUTDOWN("System halted", "^(?:reboot: )?System halted"),
	SHUTDOWN("Starting new kernel", "Starting new kernel"),
	SHUTDOWN("Resetting", "^sysrq: (?:SysRq : )?Resetting"),
	{ .literal = NULL },
};

static enum line_class reboot_classify(struct report *r, const struct report_line *line)
{
	if ((line->flags & RECORD_HAS_MONO) || r->n_lines >= REBOOT_LINES)
		return LINE_END_BEFORE;
	return LINE_BODY;
}

static bool reboot_parse(const struct report *r, struct fault *f)
{
	const struct history *h = &r->history;

	if ((r->lines[0].flags & RECORD_HAS_MONO) || h->newest_us < 0 || h->shutdown)
		return false;
	if (h->last_report_us >= 0 && h->newest_us - h->last_report_us < REBOOT_CAUSE_US)
		return false;
	f->has_comm = f->has_pid = f->has_cpu = f->has_taint = false;
	return true;
}

static const struct fault_sample reboot_samples[] = {
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_reboot = {
	.name = "reboot",
	.heads = reboot_heads,
	.classify = reboot_classify,
	.parse = reboot_parse,
	.samples = reboot_samples,
};
