// SPDX-License-Identifier: Apache-2.0
/*
 * Checks that print their finding before the WARNING or kernel BUG:
 *
 *   list_del corruption. prev->next should be 00000000bc6553ca, but was 0000000038fa8131
 *   ------------[ cut here ]------------
 *   kernel BUG at lib/list_debug.c:53!
 *   invalid opcode: 0000 [#1] SMP KASAN
 *   …
 *
 *   ------------[ cut here ]------------
 *   refcount_t: addition on 0; use-after-free.
 *   WARNING: CPU: 0 PID: 6540 at lib/refcount.c:25 refcount_warn_saturate+0x169/0x1e0
 *   …
 *
 * lib/list_debug.c, lib/refcount.c, lib/debugobjects.c, mm/usercopy.c.  The report is one, from the
 * finding to the end of what follows.  Where the finding comes after "WARNING:" it continues that
 * report, and refine.c reads it.
 */
#include "parsers/faults/family.h"
#include "parsers/faults/grammar.h"
#include "parsers/faults/phrase.h"
#include "parsers/faults/refine.h"
#include "parsers/limits.h"

#define AFTER "warn oops bug"

/** What the finding leads to is printed at once; a slow console needs this long for a line. */
#define AT_ONCE_US INT64_C(5000000)

static const struct fault_head corruption_heads[] = {
	{ .literal = "list_add corruption",
	  .pattern = "^list_add corruption[.:,] ",
	  .kind = FAULT_LIST_CORRUPTION,
	  .continues = AFTER },
	{ .literal = "list_add double add",
	  .pattern = "^list_add double add: ",
	  .kind = FAULT_LIST_CORRUPTION,
	  .continues = AFTER },
	{ .literal = "list_add attempted on",
	  .pattern = "^list_add attempted on ",
	  .kind = FAULT_LIST_CORRUPTION,
	  .continues = AFTER },
	{ .literal = "list_del corruption",
	  .pattern = "^list_del corruption[.:,] ",
	  .kind = FAULT_LIST_CORRUPTION,
	  .continues = AFTER },
	{ .literal = "refcount_t: ",
	  .pattern = "^refcount_t: [a-z]",
	  .kind = FAULT_REFCOUNT,
	  .continues = AFTER },
	{ .literal = "refcount_t ",
	  .pattern = "^refcount_t [a-z]+ at {{FUNC}}\\+0x\\S+ in ",
	  .kind = FAULT_REFCOUNT,
	  .continues = AFTER },
	{ .literal = "ODEBUG: ",
	  .pattern =
	          "^ODEBUG: (?:[a-z_]+ [a-z ]+ \\(active state|[a-z_]+ [a-z ]+ object type|object .*annotated)",
	  .kind = FAULT_ODEBUG,
	  .continues = AFTER },
	{ .literal = "usercopy: ",
	  .pattern = "^usercopy: [Kk]ernel memory (?:exposure|overwrite) attempt detected ",
	  .kind = FAULT_USERCOPY,
	  .continues = AFTER },
	{ .literal = NULL },
};

static bool at_once(const struct report *r, const struct report_line *line)
{
	int64_t before = r->lines[r->n_lines - 1].mono_us;

	return before < 0 || line->mono_us < 0 || line->mono_us - before < AT_ONCE_US;
}

/** Lines between the finding and the registers, and what ends the report. */
static enum line_class corruption_classify(struct report *r, const struct report_line *line)
{
	static const char *const heads[] = {
		"WARNING: ",
		"kernel BUG at ",
		"Kernel BUG at ",
		NULL,
	};
	static const char *const body[] = {
		"invalid opcode: ", "Oops: ", "Internal error: ", "Unexpected kernel BRK", NULL,
	};
	struct slice text = report_text(line);

	if (slice_starts(text, S("---[ end trace")))
		return LINE_END;
	// what follows the finding is the next thing that is printed
	if (slice_has(text, S("[ cut here ]")) || phrase_begins(text, heads))
		return r->n_lines < 4 && at_once(r, line) ? LINE_BODY : LINE_END_BEFORE;
	return phrase_begins(text, body) ? LINE_BODY : LINE_GENERIC;
}

static void set_source(struct slice src, struct fault *f)
{
	const char *colon = src.n ? memrchr(src.p, ':', src.n) : NULL;
	struct slice file, number;
	int64_t line;

	if (!colon || src.n > LIMIT_NAME_BYTES || fact_has(f, file))
		return;
	file = slice_head(src, (size_t)(colon - src.p));
	number = slice_from(src, file.n + 1);
	if (!phrase_size(&number, &line))
		return;
	fact_set(f, file, arena_dup(f->arena, file));
	fact_set(f, line, line);
}

/** `WARNING: CPU: 0 PID: 12 at F:L f+0x1/0x2`, `WARNING: at F:L f+…`, `WARNING: F:L at f+…, CPU#1:
 *  comm/12`. */
static void corruption_parse_warning(struct slice in, struct fault *f)
{
	struct slice src, function, module;
	int64_t n;

	if (slice_skip(&in, S("CPU: "))) {
		if (phrase_size(&in, &n) && !fact_has(f, cpu))
			fact_set(f, cpu, n);
		if (slice_skip(&in, S(" PID: ")) && phrase_size(&in, &n)) {
			phrase_check_task(f, n);
			fact_set(f, pid, n);
		}
		in = slice_ltrim(in);
	}
	slice_skip(&in, S("at "));
	if (!slice_word(&in, &src))
		return;
	set_source(src, f);
	in = slice_ltrim(in);
	slice_skip(&in, S("at "));
	ssize_t comma = slice_find(in, S(", CPU#"));
	if (phrase_symbol(comma < 0 ? in : slice_head(in, (size_t)comma), &function, &module) &&
	    !fact_has(f, report_function))
		fact_set(f, report_function, arena_dup(f->arena, function));
	struct slice comm;
	if (comma < 0 || !slice_skip_past(&in, S(", CPU#")) || !phrase_size(&in, &n))
		return;
	if (!fact_has(f, cpu))
		fact_set(f, cpu, n);
	if (slice_skip(&in, S(": ")) && phrase_task(in, &comm, &n, NULL) && !fact_has(f, pid))
		phrase_set_task(f, comm, n);
}

static bool corruption_parse(const struct report *r, struct fault *f)
{
	refine_message(f->kind, report_text(&r->lines[0]), f);
	for (size_t i = 1; i < r->n_lines; i++) {
		struct slice in = report_text(&r->lines[i]);

		if (slice_skip(&in, S("WARNING: "))) {
			corruption_parse_warning(in, f);
			break;
		}
		if (slice_skip(&in, S("kernel BUG at ")) || slice_skip(&in, S("Kernel BUG at "))) {
			if (slice_ends(in, S("!")))
				in.n--;
			set_source(in, f);
			break;
		}
	}
	return true;
}

static const struct fault_sample corruption_samples[] = {
	{ "list_add corruption. prev->next should be next (ffff888012345678), but was "
	  "0000000000000000. (prev=ffff888012345600).",
	  FAULT_LIST_CORRUPTION, "list_add corruption" },
	{ "list_del corruption, ffff888012345678->next is LIST_POISON1 (dead000000000100)",
	  FAULT_LIST_CORRUPTION, "list_del corruption" },
	{ "list_add double add: new=ffff888012345678, prev=ffff888012345678, next=ffff888012345600.",
	  FAULT_LIST_CORRUPTION, "list_add double add" },
	{ "refcount_t: underflow; use-after-free.", FAULT_REFCOUNT, "underflow; use-after-free" },
	{ "refcount_t overflow at foo+0x10/0x20 in bash[12], uid/euid: 0/0", FAULT_REFCOUNT,
	  "overflow" },
	{ "ODEBUG: free active (active state 0) object type: timer_list hint: foo_timeout+0x0/0xf0",
	  FAULT_ODEBUG, "free active" },
	{ "ODEBUG: object 00000000f2a1b2c3 is on stack 00000000a1b2c3d4, but NOT annotated.",
	  FAULT_ODEBUG, "not annotated" },
	{ "usercopy: Kernel memory exposure attempt detected from SLUB object 'skbuff_head_cache' "
	  "(offset 0, size 16)!",
	  FAULT_USERCOPY, "memory exposure" },
	{ .line = NULL },
};

const struct fault_family family_corruption = {
	.name = "corruption",
	.heads = corruption_heads,
	.classify = corruption_classify,
	.parse = corruption_parse,
	.samples = corruption_samples,
	.announces = true,
};
