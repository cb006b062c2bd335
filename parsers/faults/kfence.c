// SPDX-License-Identifier: Apache-2.0
/*
 * KFENCE.  mm/kfence/report.c, kfence_report_error():
 *
 *   ==================================================================
 *   BUG: KFENCE: out-of-bounds read in foo_read+0x22/0x40 [foo]
 *
 *   Out-of-bounds read at 0xffff8c3f2e291fff (1B left of kfence-#72):
 *    foo_read+0x22/0x40 [foo]
 *    …
 *
 *   kfence-#72: 0xffff8c3f2e292000-0xffff8c3f2e29201f, size=32, cache=kmalloc-32
 *
 *   allocated by task 484 on cpu 0 at 32.919330s (0.003012s ago):
 *    …
 *   freed by task 485 on cpu 1 at 32.919333s:
 *    …
 *
 *   CPU: 0 PID: 484 Comm: foo Not tainted 5.13.0 #7
 *   ==================================================================
 *
 * Linux 5.12 prints `kfence-#72 [0x…-0x…, size=32, cache=kmalloc-32] allocated by task 484:`.
 */
#include "parsers/faults/family.h"
#include "parsers/faults/grammar.h"
#include "parsers/faults/objtrack.h"
#include "parsers/faults/phrase.h"
#include "parsers/limits.h"

static const struct fault_head kfence_heads[] = {
	// twice in a row when symbolised: as the inlined function, and as the one it is in
	{ .literal = "BUG: KFENCE: ",
	  .pattern = "BUG: KFENCE: [a-z]",
	  .kind = FAULT_KFENCE,
	  .continues = "kfence" },
	{ .literal = NULL },
};

/** The line that says what happened and where; the address follows. */
static const struct kfence_error {
	const char *phrase;
	struct slice access;
} kfence_errors[] = {
	{ "Out-of-bounds read at ", S("read") },  { "Out-of-bounds write at ", S("write") },
	{ "Out-of-bounds access at ", { 0 } }, // before it was merged
	{ "Use-after-free read at ", S("read") }, { "Use-after-free write at ", S("write") },
	{ "Corrupted memory at ", { 0 } },        { "Invalid read at ", S("read") },
	{ "Invalid write at ", S("write") },      { "Invalid free of ", S("free") },
};

#define KFENCE_ERRORS (sizeof(kfence_errors) / sizeof(kfence_errors[0]))

static const char *const kfence_body[] = {
	"kfence-#",
	"allocated by task",
	"freed by task",
	"rcu freeing by task",
	"(no allocation stack)",
	NULL,
};

static const struct kfence_error *kfence_error(struct slice text)
{
	for (size_t i = 0; i < KFENCE_ERRORS; i++)
		if (slice_starts(text, slice_str(kfence_errors[i].phrase)))
			return &kfence_errors[i];
	return NULL;
}

static enum line_class kfence_classify(struct report *r, const struct report_line *line)
{
	struct slice text = report_text(line);

	if (phrase_is_rule(text, '='))
		return r->n_lines > 3 ? LINE_END : LINE_BODY;
	if (slice_has(text, S("BUG: KFENCE: ")))
		return phrase_head_repeats(r, S("BUG: KFENCE: ")) ? LINE_BODY : LINE_END_BEFORE;
	if (kfence_error(text) || phrase_begins(text, kfence_body))
		return LINE_BODY;
	return LINE_GENERIC;
}

static void kfence_parse_head(struct slice text, struct fault *f)
{
	struct slice in = text, function, module;

	if (!slice_skip_past(&in, S("BUG: KFENCE: ")) || fact_has(f, bug_type))
		return;
	ssize_t at = slice_find(in, S(" in "));
	struct slice type = slice_trim(slice_head(in, at < 0 ? in.n : (size_t)at));
	if (!type.n || type.n > LIMIT_NAME_BYTES)
		return;
	fact_set(f, bug_type, arena_dup(f->arena, type));
	if (slice_ends(type, S(" read")))
		fact_set(f, access, S("read"));
	else if (slice_ends(type, S(" write")))
		fact_set(f, access, S("write"));
	else if (slice_is(type, "invalid free"))
		fact_set(f, access, S("free"));
	if (at >= 0 && phrase_symbol(slice_from(in, (size_t)at + 4), &function, &module))
		fact_set(f, report_function, arena_dup(f->arena, function));
}

/** `0x… (1B left of kfence-#72):` after the phrase of a kfence_error. */
static void kfence_parse_error(struct slice in, struct fault *f)
{
	struct memory_object *o;
	uint64_t addr;

	if (slice_hex(&in, &addr) && !fact_has(f, address))
		fact_set(f, address, addr);
	ssize_t object = slice_find(in, S("kfence-#"));
	const char *open = object > 0 ? memrchr(in.p, '(', (size_t)object) : NULL;
	if (!open)
		return;
	o = fault_single(f, memory_object);
	struct slice where = slice_from(slice_head(in, (size_t)object), (size_t)(open - in.p) + 1);
	where = slice_trim(where);
	if (where.n && where.n <= LIMIT_NAME_BYTES && !fact_has(o, located))
		fact_set(o, located, arena_dup(f->arena, where));
}

/** `kfence-#72: 0x…-0x…, size=32, cache=kmalloc-32`. */
static void kfence_parse_object(struct slice in, struct fault *f)
{
	struct memory_object *o = fault_single(f, memory_object);
	struct slice cache;
	uint64_t begin, id;
	int64_t size;

	if (!slice_u64(&in, 10, &id) || fact_has(o, object_size))
		return;
	if (!slice_skip(&in, S(": ")) && !slice_skip(&in, S(" [")))
		return;
	if (slice_hex(&in, &begin)) {
		fact_set(o, object_address, begin);
		if (fact_has(f, address) &&
		    f->address - begin + (UINT64_C(1) << 32) < (UINT64_C(1) << 33))
			fact_set(o, object_offset, (int64_t)(f->address - begin));
	}
	if (slice_skip_past(&in, S("size=")) && phrase_size(&in, &size))
		fact_set(o, object_size, size);
	if (slice_skip_past(&in, S("cache=")) && slice_word(&in, &cache)) {
		ssize_t end = slice_find(cache, S("]"));
		if (end >= 0)
			cache = slice_head(cache, (size_t)end);
		if (cache.n && cache.n <= LIMIT_NAME_BYTES)
			fact_set(o, cache, arena_dup(f->arena, cache));
	}
}

static bool kfence_parse(const struct report *r, struct fault *f)
{
	enum objtrack_who last = OBJTRACK_NONE;

	for (size_t i = 0; i < r->n_lines; i++) {
		struct slice in = report_text(&r->lines[i]);
		const struct kfence_error *e = kfence_error(in);

		kfence_parse_head(in, f);
		if (e) {
			if (e->access.p && !fact_has(f, access))
				fact_set(f, access, e->access);
			kfence_parse_error(slice_from(in, strlen(e->phrase)), f);
			continue;
		}
		if (slice_skip(&in, S("kfence-#"))) {
			kfence_parse_object(in, f);
			// Linux 5.12: the track is on the same line
			if (!slice_skip_past(&in, S("] ")))
				continue;
		}
		last = objtrack_parse(in, last, f);
	}
	return true;
}

static const struct fault_sample kfence_samples[] = {
	{ "BUG: KFENCE: use-after-free read in foo_read+0x22/0x40 [foo]", FAULT_KFENCE,
	  "use-after-free read" },
	{ "BUG: KFENCE: memory corruption in foo_free+0x22/0x40", FAULT_KFENCE,
	  "memory corruption" },
	{ "BUG: KFENCE: invalid free in foo_free+0x22/0x40", FAULT_KFENCE, "invalid free" },
	{ .line = NULL },
};

const struct fault_family family_kfence = {
	.name = "kfence",
	.heads = kfence_heads,
	.classify = kfence_classify,
	.parse = kfence_parse,
	.samples = kfence_samples,
};
