// SPDX-License-Identifier: Apache-2.0
/*
 * UBSAN.  lib/ubsan.c, ubsan_prologue() and the handlers:
 *
 *   ================================================================================
 *   UBSAN: array-index-out-of-bounds in fs/jfs/jfs_dmap.c:2867:6
 *   index -1 is out of range for type 's8 [1365]'
 *   CPU: 1 PID: 109 Comm: jfsCommit Not tainted 6.6.0 #1
 *   Call Trace:
 *    …
 *   ================================================================================
 *
 * Linux 4.5 to 5.10 print "UBSAN: Undefined behaviour in FILE:LINE:COLUMN" for every check.  Since
 * 6.0 the last line is "---[ end trace ]---".  In trap mode there is no file: "UBSAN: array index out
 * of bounds at foo+0x1/0x2", and an Oops follows.
 */
#include "parsers/faults/family.h"
#include "parsers/faults/grammar.h"
#include "parsers/faults/phrase.h"
#include "parsers/limits.h"

static const struct fault_head ubsan_heads[] = {
	{ .literal = "UBSAN: ",
	  // a mail program may have broken the line before the file
	  .pattern = "^\\W*UBSAN: ([A-Za-z][A-Za-z -]*?) in"
	             "(?: +(\\S+?)(?::(\\d+)(?::\\d+)?)?(?=\\s|$)|$)",
	  .kind = FAULT_UBSAN },
	// trap mode, report_ubsan_failure() in Linux 6.12
	{ .literal = "UBSAN: ",
	  .pattern = "^\\W*UBSAN: ([a-z][a-z -]*?) at ({{FUNC}}\\+0x)",
	  .kind = FAULT_UBSAN },
	// the same of arm64
	{ .literal = "Internal error: UBSAN: ",
	  .pattern = "^Internal error: UBSAN: ([a-z][a-z -]*?): ()[0-9a-f]+ \\[#",
	  .kind = FAULT_UBSAN },
	{ .literal = NULL },
};

/** The line after the head, by check; the access that it is about. */
static const struct ubsan_message {
	const char *phrase;
	struct slice access; /**< p NULL: the check does not tell */
} ubsan_messages[] = {
	{ "signed integer overflow:", { 0 } },
	{ "unsigned integer overflow:", { 0 } },
	{ "unsigned multiplication overflow:", { 0 } },
	{ "signed-integer-overflow", { 0 } },
	{ "cannot represent", { 0 } },
	{ "negation of ", { 0 } },
	{ "division by zero", { 0 } },
	{ "division of ", { 0 } },
	{ "shift exponent ", { 0 } },
	{ "left shift of ", { 0 } },
	{ "index ", { 0 } },
	{ "variable length array bound value ", { 0 } },
	{ "load of value ", S("read") },
	{ "load of null pointer", S("read") },
	{ "load of misaligned address", S("read") },
	{ "load of address ", S("read") },
	{ "store to null pointer", S("write") },
	{ "store to misaligned address", S("write") },
	{ "store to address ", S("write") },
	{ "reference binding to ", { 0 } },
	{ "member access within ", { 0 } },
	{ "member call on ", { 0 } },
	{ "constructor call on ", { 0 } },
	{ "downcast of ", { 0 } },
	{ "upcast of ", { 0 } },
	{ "cast to virtual base of ", { 0 } },
	{ "null pointer passed as argument ", { 0 } },
	{ "null pointer returned from ", { 0 } },
	{ "pointer operation ", { 0 } },
	{ "pointer index expression ", { 0 } },
	{ "overflowed value ", { 0 } },
	{ "calling __builtin_unreachable()", { 0 } },
	{ "execution reached ", { 0 } },
	{ "assumption of ", { 0 } },
	{ "with insufficient space", { 0 } },
	{ "for an object of type ", { 0 } },
	{ "which requires ", { 0 } },
};

static const struct ubsan_message *ubsan_message(struct slice text)
{
	static const struct ubsan_message overflow = { "", { 0 } };

	for (size_t i = 0; i < sizeof(ubsan_messages) / sizeof(ubsan_messages[0]); i++)
		if (slice_starts(text, slice_str(ubsan_messages[i].phrase)))
			return &ubsan_messages[i];
	// "2147483647 + 1 cannot be represented in type 'int'" begins with the operands
	if (slice_has(text, S(" cannot be represented in type ")))
		return &overflow;
	return NULL;
}

static enum line_class ubsan_classify(struct report *r, const struct report_line *line)
{
	struct slice text = report_text(line);

	if (phrase_is_rule(text, '='))
		return r->n_lines > 2 ? LINE_END : LINE_BODY;
	if (slice_starts(text, S("---[ end trace")))
		return LINE_END;
	// in trap mode the Oops is the rest of the report
	if (slice_starts(text, S("Oops: ")) || slice_starts(text, S("invalid opcode: ")) ||
	    slice_starts(text, S("Internal error: ")))
		return r->n_lines < 4 && r->head == &ubsan_heads[1] ? LINE_BODY : LINE_END_BEFORE;
	// the message is long and of many words, but always the line after the head
	if (r->n_lines == 1 || ubsan_message(text))
		return LINE_BODY;
	return LINE_GENERIC;
}

/** `fs/jfs/jfs_dmap.c` of a head; compilers print the path as given to them. */
static void ubsan_parse_head(const struct report *r, struct fault *f)
{
	struct slice type = r->groups[1], place = r->groups[2], line = r->groups[3], module;
	int64_t n;

	if (type.p && type.n <= LIMIT_NAME_BYTES)
		fact_set(f, bug_type, arena_dup(f->arena, type));
	if (!place.p || place.n > LIMIT_NAME_BYTES)
		return;
	if (line.p && phrase_size(&line, &n)) {
		fact_set(f, file, arena_dup(f->arena, place));
		fact_set(f, line, n);
	} else if (r->head == &ubsan_heads[0]) {
		fact_set(f, file, arena_dup(f->arena, place));
	} else if (phrase_symbol(place, &place, &module)) {
		fact_set(f, report_function, arena_dup(f->arena, place));
	}
}

static bool ubsan_parse(const struct report *r, struct fault *f)
{
	ubsan_parse_head(r, f);
	struct slice text = { 0 };
	const struct ubsan_message *m = NULL;
	for (size_t i = 1; i < r->n_lines && i < 4 && !m; i++) {
		text = report_text(&r->lines[i]);
		m = ubsan_message(text);
	}
	if (!m)
		return true;
	if (m->access.p)
		fact_set(f, access, m->access);
	if (text.n <= LIMIT_NAME_BYTES)
		fact_set(f, detail, arena_dup(f->arena, text));
	// "load of misaligned address 00000000f2a1b2c3 for type 'int'", "… within misaligned address X"
	uint64_t addr;
	if (slice_skip_past(&text, S(" address ")) && slice_hex(&text, &addr))
		fact_set(f, address, addr);
	else if (slice_has(text, S("null pointer of type")))
		fact_set(f, address, 0);
	return true;
}

static const struct fault_sample ubsan_samples[] = {
	{ "UBSAN: array-index-out-of-bounds in fs/jfs/jfs_dmap.c:2867:6", FAULT_UBSAN,
	  "array-index-out-of-bounds" },
	{ "UBSAN: Undefined behaviour in ../drivers/acpi/acpica/dsutils.c:641:16", FAULT_UBSAN,
	  "Undefined behaviour" },
	{ "UBSAN: array index out of bounds at foo+0x10/0x20", FAULT_UBSAN,
	  "array index out of bounds" },
	{ "Internal error: UBSAN: array index out of bounds: 00000000f2005512 [#1] PREEMPT SMP",
	  FAULT_UBSAN, "array index out of bounds" },
	{ .line = NULL },
};

const struct fault_family family_ubsan = {
	.name = "ubsan",
	.heads = ubsan_heads,
	.classify = ubsan_classify,
	.parse = ubsan_parse,
	.samples = ubsan_samples,
};
