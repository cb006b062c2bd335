// SPDX-License-Identifier: Apache-2.0
/*
 * KMSAN.  mm/kmsan/report.c, kmsan_report():
 *
 *   =====================================================
 *   BUG: KMSAN: kernel-infoleak in _copy_to_iter+0x2b0/0x1950
 *    _copy_to_iter+0x2b0/0x1950
 *    …
 *
 *   Uninit was stored to memory at:
 *    …
 *
 *   Uninit was created at:
 *    __alloc_pages+0x9a6/0xe00
 *    …
 *
 *   Local variable buf created at:
 *    …
 *
 *   Bytes 0-3 of 16 are uninitialized
 *   Memory access of size 16 starts at ffff888012345678
 *   Data copied to user address 00007ffd5a1b2c30
 *
 *   CPU: 0 PID: 5348 Comm: udevd Not tainted 6.5.0 #1
 *   =====================================================
 *
 * The first stack has no introduction.  Before KMSAN was merged (Linux 6.1) the stack stood under
 * "Call Trace:", origins under "origin:" and "chained origin:", and the first reports said "use of
 * uninitialized memory".
 */
#include "parsers/faults/family.h"
#include "parsers/faults/grammar.h"
#include "parsers/faults/phrase.h"
#include "parsers/limits.h"

static const struct fault_head kmsan_heads[] = {
	// twice in a row when symbolised: as the inlined function, and as the one it is in
	{ .literal = "BUG: KMSAN: ",
	  .pattern = "BUG: KMSAN: [a-z]",
	  .kind = FAULT_KMSAN,
	  .continues = "kmsan" },
	{ .literal = NULL },
};

static const char *const kmsan_body[] = {
	"Uninit was ",
	"Local variable ",
	"Variable was created at",
	"Bytes ",
	"Byte ",
	"Memory access of size ",
	"Data copied to user address ",
	"origin:",
	"origin description:",
	"chained origin",
	"<Zero-length access>",
	NULL,
};

/** What an information leak does to the memory: it reads it for somebody else. */
static const struct {
	const char *type;
	struct slice access;
} kmsan_access[] = {
	{ "kernel-infoleak", S("read") },
	{ "kernel-infoleak-after-free", S("read") },
	{ "kernel-usb-infoleak", S("read") },
	{ "kernel-usb-infoleak-after-free", S("read") },
};

static enum line_class kmsan_classify(struct report *r, const struct report_line *line)
{
	struct slice text = report_text(line);

	if (phrase_is_rule(text, '='))
		return r->n_lines > 3 ? LINE_END : LINE_BODY;
	if (slice_has(text, S("BUG: KMSAN: ")))
		return phrase_head_repeats(r, S("BUG: KMSAN: ")) ? LINE_BODY : LINE_END_BEFORE;
	return phrase_begins(text, kmsan_body) ? LINE_BODY : LINE_GENERIC;
}

static void kmsan_parse_head(struct slice text, struct fault *f)
{
	struct slice in = text, function, module;

	if (!slice_skip_past(&in, S("BUG: KMSAN: ")) || fact_has(f, bug_type))
		return;
	ssize_t at = slice_find(in, S(" in "));
	struct slice type = slice_trim(slice_head(in, at < 0 ? in.n : (size_t)at));
	if (!type.n || type.n > LIMIT_NAME_BYTES)
		return;
	fact_set(f, bug_type, arena_dup(f->arena, type));
	for (size_t i = 0; i < sizeof(kmsan_access) / sizeof(kmsan_access[0]); i++)
		if (slice_eq(type, slice_str(kmsan_access[i].type)))
			fact_set(f, access, kmsan_access[i].access);
	if (at >= 0 && phrase_symbol(slice_from(in, (size_t)at + 4), &function, &module))
		fact_set(f, report_function, arena_dup(f->arena, function));
}

static bool kmsan_parse(const struct report *r, struct fault *f)
{
	for (size_t i = 0; i < r->n_lines; i++) {
		struct slice in = report_text(&r->lines[i]);
		int64_t size;
		uint64_t addr;

		if (i < 3)
			kmsan_parse_head(in, f);
		if (slice_skip(&in, S("Memory access of size ")) && phrase_size(&in, &size)) {
			fact_set(f, access_size, size);
			if (slice_skip(&in, S(" starts at ")) && slice_hex(&in, &addr))
				fact_set(f, address, addr);
		} else if (slice_starts(in, S("Bytes ")) || slice_starts(in, S("Byte "))) {
			// "Bytes 0-3 of 16 are uninitialized", "Byte 4 of 16 is uninitialized"
			if (in.n <= LIMIT_NAME_BYTES && slice_has(in, S("uninitialized")))
				fact_set(f, detail, arena_dup(f->arena, in));
		}
	}
	return true;
}

static const struct fault_sample kmsan_samples[] = {
	{ "BUG: KMSAN: uninit-value in foo+0x9bc/0xd10", FAULT_KMSAN, "uninit-value" },
	{ "BUG: KMSAN: kernel-usb-infoleak in usb_submit_urb+0x525/0x2510", FAULT_KMSAN,
	  "kernel-usb-infoleak" },
	{ "BUG: KMSAN: use of uninitialized memory in foo+0x9bc/0xd10", FAULT_KMSAN,
	  "use of uninitialized memory" },
	{ .line = NULL },
};

const struct fault_family family_kmsan = {
	.name = "kmsan",
	.heads = kmsan_heads,
	.classify = kmsan_classify,
	.parse = kmsan_parse,
	.samples = kmsan_samples,
};
