// SPDX-License-Identifier: Apache-2.0
/*
 * KCSAN.  kernel/kcsan/report.c, print_report():
 *
 *   ==================================================================
 *   BUG: KCSAN: data-race in foo_get [foo] / foo_set [foo]
 *
 *   write to 0xffff888136d47a94 of 4 bytes by task 7681 on cpu 0:
 *    foo_set+0x10/0x20 [foo]
 *    …
 *
 *   read (marked) to 0xffff888136d47a94 of 4 bytes by interrupt on cpu 1:
 *    foo_get+0x10/0x20 [foo]
 *    …
 *
 *   value changed: 0x00000000 -> 0x00000002
 *
 *   Reported by Kernel Concurrency Sanitizer on:
 *   CPU: 1 PID: 7670 Comm: foo Not tainted 5.18.0 #1
 *   ==================================================================
 *
 * With one side only: `BUG: KCSAN: data-race in foo+0x10/0x20` and `race at unknown origin, with read
 * to 0x… of 4 bytes by task 12 on cpu 1:`.  Assertions: `BUG: KCSAN: assert: race in f1 / f2`.
 */
#include "parsers/faults/family.h"
#include "parsers/faults/grammar.h"
#include "parsers/faults/phrase.h"
#include "parsers/limits.h"

static const struct fault_head kcsan_heads[] = {
	// twice in a row when symbolised: as the inlined function, and as the one it is in
	{ .literal = "BUG: KCSAN: ",
	  .pattern = "BUG: KCSAN: [a-z]",
	  .kind = FAULT_KCSAN,
	  .continues = "kcsan" },
	{ .literal = NULL },
};

static const char *const kcsan_body[] = {
	"value changed: ",
	"Reported by Kernel Concurrency Sanitizer on:",
	" |-> reordered to:",
	"|-> reordered to:",
	NULL,
};

/** One side of the race: `write (marked) to 0x… of 4 bytes by task 12 on cpu 1:`. */
struct kcsan_access {
	struct slice access; /**< static text: read or write; p NULL: an assertion */
	bool has_address, has_pid, has_cpu;
	uint64_t address;
	int64_t size, pid, cpu;
};

/** The type of an access, get_access_type(). */
static bool kcsan_access_type(struct slice *in, struct slice *ret)
{
	static const struct {
		const char *word;
		struct slice access;
	} words[] = {
		{ "read-write", S("write") }, // the half that races
		{ "read", S("read") },         { "write", S("write") },
		{ "assert no writes", { 0 } }, { "assert no accesses", { 0 } },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (slice_skip(in, slice_str(words[i].word))) {
			*ret = words[i].access;
			return true;
		}
	}
	return false;
}

static bool kcsan_access_parse(struct slice text, struct kcsan_access *ret)
{
	struct slice in = text, mark;
	struct kcsan_access a = { 0 };

	slice_skip(&in, S("race at unknown origin, with "));
	if (!kcsan_access_type(&in, &a.access))
		return false;
	if (slice_skip(&in, S(" ("))) // marked, scoped, reordered
		slice_cut(&in, ')', &mark);
	if (!slice_skip(&in, S(" to ")))
		return false;
	a.has_address = slice_hex(&in, &a.address);
	if (!slice_skip_past(&in, S(" of ")) || !phrase_size(&in, &a.size) ||
	    !slice_skip(&in, S(" bytes by ")))
		return false;
	if (slice_skip(&in, S("task ")))
		a.has_pid = phrase_size(&in, &a.pid);
	a.has_cpu = slice_skip_past(&in, S(" on cpu ")) && phrase_size(&in, &a.cpu);
	*ret = a;
	return true;
}

static enum line_class kcsan_classify(struct report *r, const struct report_line *line)
{
	struct slice text = report_text(line);
	struct kcsan_access a;

	if (phrase_is_rule(text, '='))
		return r->n_lines > 3 ? LINE_END : LINE_BODY;
	if (slice_has(text, S("BUG: KCSAN: ")))
		return phrase_head_repeats(r, S("BUG: KCSAN: ")) ? LINE_BODY : LINE_END_BEFORE;
	if (phrase_begins(text, kcsan_body) || kcsan_access_parse(text, &a))
		return LINE_BODY;
	return LINE_GENERIC;
}

/** `data-race in f1 [m1] / f2 [m2]`: both names, without modules, become the detail. */
static void kcsan_parse_head(struct slice text, struct fault *f)
{
	struct slice in = text, first, second, module;

	if (!slice_skip_past(&in, S("BUG: KCSAN: ")) || fact_has(f, bug_type))
		return;
	ssize_t at = slice_find(in, S(" in "));
	struct slice type = slice_trim(slice_head(in, at < 0 ? in.n : (size_t)at));
	if (!type.n || type.n > LIMIT_NAME_BYTES)
		return;
	fact_set(f, bug_type, arena_dup(f->arena, type));
	if (at < 0 || !phrase_symbol(slice_from(in, (size_t)at + 4), &first, &module))
		return;
	fact_set(f, report_function, arena_dup(f->arena, first));
	if (slice_skip_past(&in, S(" / ")) && phrase_symbol(in, &second, &module))
		fact_set(f, detail,
		         arena_printf(f->arena, SLICE_FMT " / " SLICE_FMT, SLICE_ARG(first),
		                      SLICE_ARG(second)));
	else
		fact_set(f, detail, arena_dup(f->arena, first));
}

static bool kcsan_parse(const struct report *r, struct fault *f)
{
	bool seen = false;
	struct kcsan_access a;

	for (size_t i = 0; i < r->n_lines; i++) {
		struct slice text = report_text(&r->lines[i]);

		if (i < 3)
			kcsan_parse_head(text, f);
		if (seen || !kcsan_access_parse(text, &a))
			continue;
		seen = true;
		if (a.access.p)
			fact_set(f, access, a.access);
		if (a.has_address)
			fact_set(f, address, a.address);
		fact_set(f, access_size, a.size);
	}

	// the two sides of the race are the first two stacks: the one to blame, and the other
	seen = false;
	for (size_t i = 0; i < f->n_stacks; i++) {
		struct stack *s = &f->stacks[i];
		if (!s->title.p || !kcsan_access_parse(slice_trim(s->title), &a))
			continue;
		s->role = seen ? STACK_OTHER : STACK_FAULT;
		seen = true;
		if (a.has_pid)
			s->pid = a.pid;
		if (a.has_cpu)
			s->cpu = a.cpu;
	}
	return true;
}

static const struct fault_sample kcsan_samples[] = {
	{ "BUG: KCSAN: data-race in foo_get [foo] / foo_set [foo]", FAULT_KCSAN, "data-race" },
	{ "BUG: KCSAN: data-race in foo+0x10/0x20", FAULT_KCSAN, "data-race" },
	{ "BUG: KCSAN: assert: race in foo+0x10/0x20", FAULT_KCSAN, "assert: race" },
	{ .line = NULL },
};

const struct fault_family family_kcsan = {
	.name = "kcsan",
	.heads = kcsan_heads,
	.classify = kcsan_classify,
	.parse = kcsan_parse,
	.samples = kcsan_samples,
};
