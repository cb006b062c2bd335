// SPDX-License-Identifier: Apache-2.0
/*
 * Panics in kernel code written in Rust.  panic() in rust/kernel/lib.rs prints the panic and calls
 * BUG(), so a trap and its report follow and are of it:
 *
 *   rust_kernel: panicked at rust/kernel/page.rs:60:5:
 *   attempt to add with overflow
 *   ------------[ cut here ]------------
 *   kernel BUG at rust/helpers/bug.c:7!
 *   Oops: invalid opcode: 0000 [#1] PREEMPT SMP KASAN PTI
 *   …
 *
 * Compilers before 1.73 print one line: "rust_kernel: panicked at 'attempt to …', rust/kernel/page.rs:60:5".
 */
#include "parsers/base/rx.h"
#include "parsers/faults/grammar.h"
#include "parsers/limits.h"

static const struct fault_head rust_heads[] = {
	{
		.literal = "panicked at ",
		.pattern = "^[a-z0-9_]+: panicked at (?:'(.*)', )?([^ ':]+\\.rs):([0-9]+):[0-9]+:?",
		.kind = FAULT_RUST_PANIC,
	},
	{
		.literal = "kernel BUG at rust/",
		.pattern = "^kernel BUG at rust/helpers",
		.kind = FAULT_RUST_PANIC,
		.continues = "rust",
	},
	{ .literal = NULL },
};

static enum line_class rust_classify(struct report *r, const struct report_line *line)
{
	struct slice text = report_text(line);

	if (slice_starts(text, S("---[ end trace"))) {
		r->state = r;
		return LINE_BODY;
	}
	// the second line is the message of the panic, whatever it says
	if (r->n_lines == 1 || slice_has(text, S("[ cut here ]")))
		return LINE_BODY;
	if (r->state && text.n && (!grammar_is_body(text) || slice_starts(text, S("Call Trace"))))
		return LINE_END_BEFORE;
	return LINE_GENERIC;
}

static bool rust_parse(const struct report *r, struct fault *f)
{
	const struct slice *g = r->groups;
	struct slice in = g[3], text = g[1];
	int64_t v;

	if (g[2].p)
		fact_set(f, file, g[2]);
	if (in.p && slice_i64(&in, &v))
		fact_set(f, line, v);
	if (!text.n && r->n_lines > 1) {
		text = slice_trim(report_text(&r->lines[1]));
		if (slice_has(text, S("[ cut here ]")))
			text = (struct slice){ 0 };
	}
	if (text.n)
		fact_set(f, detail, slice_head(text, LIMIT_NAME_BYTES));
	return true;
}

static const struct fault_sample rust_samples[] = {
	{ "rust_kernel: panicked at rust/kernel/page.rs:60:5:", FAULT_RUST_PANIC, NULL },
	{ "rust_kernel: panicked at 'attempt to add with overflow', rust/kernel/page.rs:60:5",
	  FAULT_RUST_PANIC, NULL },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_rust = {
	.name = "rust",
	.heads = rust_heads,
	.classify = rust_classify,
	.parse = rust_parse,
	.samples = rust_samples,
};
