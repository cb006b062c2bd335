// SPDX-License-Identifier: Apache-2.0
/*
 *   ------------[ cut here ]------------
 *   kernel BUG at mm/filemap.c:1498!
 *   Oops: invalid opcode: 0000 [#1] SMP KASAN PTI            x86
 *   Internal error: Oops - BUG: 0 [#1] SMP                   arm, arm64
 *   Kernel bug detected[#1]:                                 mips
 *
 * report_bug() in lib/bug.c, BUG() in include/asm-generic/bug.h.  What the trap prints afterwards is
 * the same report.
 */
#include "parsers/faults/refine.h"

#include "parsers/faults/grammar.h"

static const struct fault_head heads[] = {
	{ .literal = "ernel BUG at",
	  .pattern = "^(?:-+\\[ cut here \\]-+ ?)?[Kk]ernel BUG at (.+?):([0-9]+)!?",
	  .kind = FAULT_BUG,
	  .continues = "corruption rust vfs" },
	{ .literal = "ernel BUG at",
	  .pattern = "^[Kk]ernel BUG at ",
	  .kind = FAULT_BUG,
	  .continues = "corruption rust vfs" },
	{ .literal = "Kernel bug detected",
	  .pattern = "^Kernel bug detected\\[#",
	  .kind = FAULT_BUG },
	{ .literal = "Kernel BUG [#",
	  .pattern = "^Kernel BUG \\[#",
	  .kind = FAULT_BUG,
	  .continues = "bug" },
	{ .literal = "BUG: failure at",
	  .pattern = "^BUG: failure at ([^:]+):([0-9]+)/",
	  .kind = FAULT_BUG },
	{ 0 },
};

static enum line_class bug_classify(struct report *r, const struct report_line *line)
{
	struct slice t = report_text(line);

	if (slice_starts(t, S("---[ end trace"))) {
		r->state = r;
		return LINE_BODY;
	}
	if (r->state && t.n && (!grammar_is_body(t) || slice_starts(t, S("Call Trace"))))
		return LINE_END_BEFORE;
	return LINE_GENERIC;
}

static bool bug_parse(const struct report *r, struct fault *f)
{
	struct slice line = r->groups[2];
	uint64_t n;

	if (r->groups[1].n && slice_u64(&line, 10, &n) && n <= INT32_MAX) {
		fact_set(f, file, r->groups[1]);
		fact_set(f, line, (int64_t)n);
	}
	fault_refine(r, f);
	return true;
}

static const struct fault_sample samples[] = {
	{ "kernel BUG at mm/filemap.c:1498!", FAULT_BUG, NULL },
	{ "Kernel bug detected[#1]:", FAULT_BUG, NULL },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_bug = {
	.name = "bug",
	.heads = heads,
	.classify = bug_classify,
	.parse = bug_parse,
	.samples = samples,
};
