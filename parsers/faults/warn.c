// SPDX-License-Identifier: Apache-2.0
/*
 *   ------------[ cut here ]------------
 *   refcount_t: underflow; use-after-free.
 *   WARNING: CPU: 0 PID: 366 at lib/list_debug.c:30 __list_add_valid+0x12/0x34
 *   WARNING: lib/list_debug.c:30 at __list_add_valid+0x12/0x34, CPU#1: kworker/0:1/366   since 6.19
 *   WARNING: at drivers/x.c:163 foo+0x12/0x34()                          before 3.11
 *   …
 *   ---[ end trace 0000000000000000 ]---
 *
 * __warn() in kernel/panic.c.
 */
#include "parsers/faults/refine.h"

#include "parsers/faults/grammar.h"
#include "parsers/faults/phrase.h"

static const struct fault_head heads[] = {
	{ .literal = "[ cut here ]",
	  .kind = FAULT_WARNING,
	  .flags = HEAD_INTRO,
	  .continues = "corruption rust vfs" },
	{ .literal = "WARNING: ",
	  .pattern = "^(?:Badness at|WARNING:) (?:CPU: ([0-9]+) PID: (-?[0-9]+) )?at ({{SRC}})?",
	  .kind = FAULT_WARNING,
	  .flags = HEAD_ANNOUNCED,
	  .continues = "corruption" },
	{ .literal = "WARNING: ",
	  .pattern = "^WARNING: ()()({{SRC}}) at ",
	  .kind = FAULT_WARNING,
	  .flags = HEAD_ANNOUNCED,
	  .continues = "corruption" },
	{ .literal = "Badness at", .pattern = "^Badness at ()()({{SRC}})", .kind = FAULT_WARNING },
	// the unwinder's own (arch/x86/kernel/unwind_frame.c)
	{ .literal = "WARNING: stack ",
	  .pattern = "^WARNING: stack (?:recursion|going)",
	  .kind = FAULT_WARNING },
	{ .literal = "WARNING: kernel stack ",
	  .pattern = "^WARNING: kernel stack ",
	  .kind = FAULT_WARNING },
	{ .literal = "WARNING: can't access registers", .kind = FAULT_WARNING },
	{ .literal = "WARNING: unrecognized unwind stack type", .kind = FAULT_WARNING },
	{ 0 },
};

static enum line_class warn_classify(struct report *r, const struct report_line *line)
{
	struct slice t = report_text(line);

	if (slice_starts(t, S("---[ end trace")))
		return LINE_END;
	// before 4.17 the words of a WARN() follow its first line
	return r->n_lines == 1 && t.n && !grammar_is_body(t) ? LINE_BODY : LINE_GENERIC;
}

static void source_split(struct slice src, struct fault *f)
{
	const char *colon = memrchr(src.p, ':', src.n);
	if (!colon)
		return;
	struct slice file = { src.p, colon - src.p }, line = slice_from(src, file.n + 1);
	uint64_t n;
	if (!slice_u64(&line, 10, &n) || n > INT32_MAX)
		return;
	fact_set(f, file, file);
	fact_set(f, line, (int64_t)n);
}

/** The function of `… at file.c:12 func+0x1/0x2 [mod]()` or `…:12 at func+0x1/0x2, CPU#…`. */
static void place_parse(const struct report *r, struct fault *f)
{
	struct slice t = report_text(&r->lines[0]);
	struct slice src = r->groups[3];

	if (!src.p)
		return;
	source_split(src, f);
	if (!slice_skip_past(&t, src))
		return;
	slice_skip_blanks(&t);
	slice_skip(&t, S("at "));
	struct frame frame;
	if (frame_parse_symbol(&t, &frame)) {
		fact_set(f, report_function, frame.function);
		if (!fact_has(f, ip_function)) {
			fact_set(f, ip_function, frame.function);
			fact_set_text(f, ip_module, frame.module);
		}
	}
	// ", CPU#1: comm/12"
	int64_t pid;
	uint64_t cpu;
	if (slice_skip_past(&t, S("CPU#")) && slice_u64(&t, 10, &cpu) && cpu <= INT32_MAX &&
	    slice_skip(&t, S(": "))) {
		const char *slash = memrchr(t.p, '/', t.n);
		struct slice n = slash ? slice_from(t, slash + 1 - t.p) : (struct slice){ 0 };
		if (slash && slice_i64(&n, &pid)) {
			fact_set(f, cpu, (int64_t)cpu);
			fact_set(f, pid, pid);
			fact_set(f, comm, ((struct slice){ t.p, slash - t.p }));
		}
	}
}

static bool warn_parse(const struct report *r, struct fault *f)
{
	int64_t n;
	struct slice cpu = r->groups[1], pid = r->groups[2];

	if (cpu.n && slice_i64(&cpu, &n))
		fact_set(f, cpu, n);
	if (pid.n && slice_i64(&pid, &n)) {
		phrase_check_task(f, n);
		fact_set(f, pid, n);
	}
	place_parse(r, f);
	fault_refine(r, f);
	return true;
}

static const struct fault_sample samples[] = {
	{ "WARNING: CPU: 0 PID: 366 at lib/foo.c:30 foo_add+0x12/0x34", FAULT_WARNING, NULL },
	{ "WARNING: at drivers/x/y.c:163 foo+0x12/0x34()", FAULT_WARNING, NULL },
	{ "WARNING: net/core/dev.c:1234 at foo+0x12/0x34, CPU#1: kworker/0:1/366", FAULT_WARNING,
	  NULL },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_warn = {
	.name = "warn",
	.heads = heads,
	.classify = warn_classify,
	.parse = warn_parse,
	.samples = samples,
};
