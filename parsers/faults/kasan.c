// SPDX-License-Identifier: Apache-2.0
/*
 * KASAN.  mm/kasan/report.c, print_error_description(), print_address_description():
 *
 *   ==================================================================
 *   BUG: KASAN: slab-use-after-free in tty_release+0x1a4/0x6b0 [tty]
 *   Read of size 8 at addr ffff888012345610 by task getty/1/4310
 *   Pointer tag: [f1], memory tag: [fe]            software and hardware tags only
 *
 *   CPU: 0 PID: 4310 Comm: getty/1 Not tainted 6.4.0 #1
 *   Call Trace:
 *    …
 *   Allocated by task 4300:
 *    …
 *   Freed by task 4301:
 *    …
 *   The buggy address belongs to the object at ffff888012345600
 *    which belongs to the cache kmalloc-64 of size 64
 *   The buggy address is located 16 bytes inside of
 *    freed 64-byte region [ffff888012345600, ffff888012345640)
 *
 *   The buggy address belongs to the physical page:
 *   page:ffffea0000000000 refcount:1 mapcount:0 …
 *   page dumped because: kasan: bad access detected
 *
 *   Memory state around the buggy address:
 *    ffff888012345500: fa fb fb fb fb fb fb fb fc fc fc fc fc fc fc fc
 *   >ffff888012345600: fa fb fb fb fb fb fb fb fc fc fc fc fc fc fc fc
 *                         ^
 *   ==================================================================
 *
 * Before Linux 4.11 the address stands on the first line (`in f+0x1/0x2 at addr ffff…`), before 4.0
 * the name was KASan and the kind a phrase (`out of bounds access`).  "Object at ffff…, in cache
 * kmalloc-64 size: 64" is of Linux 4.7 to 4.10.  With SLUB, Linux 4.0 to 4.6 prints the slab
 * allocator's own report of the object in between.
 */
#include "parsers/faults/family.h"
#include "parsers/faults/grammar.h"
#include "parsers/faults/objtrack.h"
#include "parsers/faults/phrase.h"
#include "parsers/limits.h"

static const struct fault_head kasan_heads[] = {
	// twice in a row when symbolised: as the inlined function, and as the one it is in
	{ .literal = "BUG: KASAN: ",
	  .pattern = "BUG: KASAN: [a-z]",
	  .kind = FAULT_KASAN,
	  .continues = "kasan" },
	{ .literal = "BUG: KASan: ",
	  .pattern = "BUG: KASan: [a-z]",
	  .kind = FAULT_KASAN,
	  .continues = "kasan" },
	// the slab allocator's view of the object, inside reports of Linux 4.0 to 4.6
	{ .literal = "): kasan: bad access detected",
	  .pattern = "^\\W*BUG .* \\(.*\\): kasan: bad access detected",
	  .kind = FAULT_KASAN,
	  .continues = "kasan" },
	{ .literal = NULL },
};

static const char *const kasan_body[] = {
	"Read of size ",
	"Write of size ",
	"Read at addr ",
	"Write at addr ",
	"Free of addr ",
	"Pointer tag: ",
	"Memory state around the buggy address",
	"The buggy address",
	"which belongs to the ",
	"which belongs to a ",
	"page:",
	"page: ",
	"head:",
	"flags: ",
	"raw: ",
	"page_type: ",
	"page dumped because: ",
	"page_owner ",
	"page last allocated via ",
	"page last free ",
	"page allocated via ",
	"page has been migrated",
	"aops:",
	"memcg:",
	"anon ",
	"ksm ",
	"Memory cgroup charged",
	"Object at ",
	"Object allocated with size",
	"Object freed, allocated with size",
	"Allocated",
	"Freed",
	"PID = ",
	"(stack is not available)",
	"(stack is omitted)",
	"Last potentially related work creation",
	"Second to last potentially related work creation",
	"Last call_rcu",
	"Second to last call_rcu",
	"Address belongs to variable ",
	"This frame has ",
	"this frame has ",
	"and is located at offset ",
	"addr ",
	"The buggy address belongs",
	"INFO: Allocated in ",
	"INFO: Freed in ",
	"INFO: Slab ",
	"INFO: Object ",
	"Bytes b4 ",
	"Object ",
	"Object: ",
	"Redzone ",
	"Padding ",
	NULL,
};

/** A row of shadow bytes or tags, or the mark below it: `>ffff888012345600: fa fb …`, `   ^`. */
static bool kasan_shadow_row(struct slice text)
{
	uint64_t addr;

	slice_skip_char(&text, '>');
	text = slice_trim(text);
	if (slice_is(text, "^"))
		return true;
	size_t n = text.n;
	return slice_hex(&text, &addr) && n - text.n >= 8 && slice_skip(&text, S(": "));
}

/** Frame layout: `[32, 36) 'x' (line 12)`, region: `64-byte region [ffff…, ffff…)`. */
static bool kasan_region_row(struct slice text)
{
	return (slice_starts(text, S("[")) && slice_has(text, S(", ")) &&
	        slice_has(text, S(")"))) ||
	       slice_has(text, S("-byte region [")) || slice_has(text, S("-byte region ["));
}

/** Where the report can end: its stack is there, so a rule is no longer that of the object dump of
 *  Linux 4.0 to 4.6. */
struct kasan_state {
	bool has_stack;
};

static enum line_class kasan_classify(struct report *r, const struct report_line *line)
{
	struct slice text = report_text(line);
	struct kasan_state *st = r->state;

	if (!st)
		st = r->state = arena_new(r->arena, struct kasan_state);
	if (slice_starts(text, S("Call Trace:")) || slice_starts(text, S("Call trace:")) ||
	    slice_starts(text, S("Memory state around")))
		st->has_stack = true;
	if (phrase_is_rule(text, '='))
		return st->has_stack ? LINE_END : LINE_BODY;
	if (slice_has(text, S("BUG: KASAN: ")) || slice_has(text, S("BUG: KASan: ")))
		return phrase_head_repeats(r, S("BUG: KAS")) ? LINE_BODY : LINE_END_BEFORE;
	if (slice_has(text, S("): kasan: bad access detected")))
		return LINE_BODY;
	if (phrase_begins(text, kasan_body) || kasan_shadow_row(text) || kasan_region_row(text))
		return LINE_BODY;
	return LINE_GENERIC;
}

static void kasan_parse_head(struct slice text, struct fault *f)
{
	struct slice in = text, type, function, module;

	if (!slice_skip_past(&in, S("BUG: KASAN: ")) && !slice_skip_past(&in, S("BUG: KASan: ")))
		return;
	ssize_t at = slice_find(in, S(" in "));
	if (at < 0)
		at = slice_find(in, S(" on address "));
	type = slice_head(in, at < 0 ? in.n : (size_t)at);
	type = slice_trim(type);
	if (at < 0 && slice_ends(type, S(" in")))
		type = slice_trim(slice_head(type, type.n - 3));
	if (type.n && type.n <= LIMIT_NAME_BYTES && !fact_has(f, bug_type))
		fact_set(f, bug_type, arena_dup(f->arena, type));
	if (slice_has(type, S("free")) && !slice_has(type, S("use")))
		fact_set(f, access, S("free"));
	if (at < 0)
		return;

	struct slice place = slice_from(in, (size_t)at), addr;
	uint64_t v;
	if (slice_skip(&place, S(" in ")) && phrase_symbol(place, &function, &module) &&
	    !fact_has(f, report_function))
		fact_set(f, report_function, arena_dup(f->arena, function));
	addr = slice_from(in, (size_t)at);
	if (!slice_skip_past(&addr, S(" at addr ")) && !slice_skip(&addr, S(" on address ")))
		return;
	addr = slice_ltrim(addr);
	if (slice_starts(addr, S("(null)")))
		fact_set(f, address, 0);
	else if (slice_hex(&addr, &v))
		fact_set(f, address, v);
}

/** `Read of size 8 at addr ffff… by task comm/pid` and its older and shorter spellings. */
static bool kasan_parse_access(struct slice text, struct fault *f)
{
	static const struct {
		const char *word;
		struct slice access;
	} words[] = {
		{ "Read ", S("read") },
		{ "Write ", S("write") },
		{ "Free ", S("free") },
	};
	struct slice in = text, comm;
	int64_t size, pid;
	uint64_t addr;
	size_t w = 0;

	while (w < 3 && !slice_skip(&in, slice_str(words[w].word)))
		w++;
	if (w == 3)
		return false;
	bool sized = slice_skip(&in, S("of size "));
	if (sized) {
		if (phrase_size(&in, &size))
			fact_set(f, access_size, size);
		else
			slice_word(&in, &comm);
	}
	if (!slice_skip(&in, S(" at addr ")) && !slice_skip(&in, S("at addr ")) &&
	    !slice_skip(&in, S("of addr "))) {
		if (!sized)
			return false;
	} else if (in = slice_ltrim(in), slice_skip(&in, S("(null)"))) {
		fact_set(f, address, 0);
	} else if (slice_hex(&in, &addr)) {
		fact_set(f, address, addr);
	}
	fact_set(f, access, words[w].access);
	if (slice_skip_past(&in, S("by task ")) && phrase_task(in, &comm, &pid, NULL))
		phrase_set_task(f, comm, pid);
	return true;
}

/** `64-byte region [ffff…, ffff…)`, with `freed ` or `allocated ` in front since Linux 6.4. */
static bool kasan_parse_region(struct slice in, int64_t *ret_size, uint64_t *ret_begin)
{
	slice_skip_blanks(&in);
	if (!slice_skip(&in, S("freed ")))
		slice_skip(&in, S("allocated "));
	return phrase_size(&in, ret_size) && slice_skip(&in, S("-byte region [")) &&
	       slice_hex(&in, ret_begin);
}

/** `located 16 bytes inside of`, `to the right of`, `to the left of`; then the region, on the same
 *  or on the @p next line. */
static void kasan_parse_located(struct slice in, struct slice next, struct fault *f)
{
	struct memory_object *o = fault_single(f, memory_object);
	struct slice text = in, rest;
	int64_t bytes, size;
	uint64_t begin;
	ssize_t of = slice_find(in, S(" of"));

	if (of < 0 || !phrase_size(&in, &bytes))
		return;
	if (!slice_skip(&in, S(" bytes ")) && !slice_skip(&in, S(" byte ")))
		return;
	text = slice_head(text, (size_t)of + 3);
	if (text.n <= LIMIT_NAME_BYTES)
		fact_set(o, located, arena_dup(f->arena, text));
	rest = slice_from(in, (size_t)(text.p + text.n - in.p));
	if (!kasan_parse_region(rest, &size, &begin) && !kasan_parse_region(next, &size, &begin))
		return;
	if (slice_starts(in, S("inside ")))
		fact_set(o, object_offset, bytes);
	else if (slice_starts(in, S("to the right ")) && size <= INT64_MAX - bytes)
		fact_set(o, object_offset, size + bytes);
	else if (slice_starts(in, S("to the left ")))
		fact_set(o, object_offset, -bytes);
	if (!fact_has(o, object_address))
		fact_set(o, object_address, begin);
}

static void kasan_set_cache(struct fault *f, struct slice cache, struct slice after,
                            struct slice size_mark)
{
	struct memory_object *o = fault_single(f, memory_object);
	int64_t size;

	if (cache.n && cache.n <= LIMIT_NAME_BYTES && !fact_has(o, cache))
		fact_set(o, cache, arena_dup(f->arena, cache));
	if (slice_skip_past(&after, size_mark) && phrase_size(&after, &size) &&
	    !fact_has(o, object_size))
		fact_set(o, object_size, size);
}

/** Lines that say what the address belongs to; true: @p text is one. */
static bool kasan_parse_object(struct slice text, struct slice next, struct fault *f)
{
	struct slice in = text, cache;
	uint64_t addr;

	if (slice_skip(&in, S("The buggy address belongs to the object at "))) {
		if (slice_hex(&in, &addr))
			fact_set(fault_single(f, memory_object), object_address, addr);
		if (slice_skip_past(&in, S("which belongs to the cache ")) &&
		    slice_word(&in, &cache))
			kasan_set_cache(f, cache, in, S("of size "));
		return true;
	}
	if (slice_skip(&in, S("which belongs to the cache "))) {
		if (slice_word(&in, &cache))
			kasan_set_cache(f, cache, in, S("of size "));
		return true;
	}
	if (slice_skip(&in, S("Object at "))) {
		if (slice_hex(&in, &addr))
			fact_set(fault_single(f, memory_object), object_address, addr);
		if (slice_skip_past(&in, S(", in cache ")) && slice_word(&in, &cache))
			kasan_set_cache(f, cache, in, S("size: "));
		return true;
	}
	if (slice_skip(&in, S("The buggy address is located "))) {
		kasan_parse_located(in, next, f);
		return true;
	}
	if (slice_skip(&in, S("INFO: Object ")) && slice_hex(&in, &addr)) {
		fact_set(fault_single(f, memory_object), object_address, addr);
		return true;
	}
	return false;
}

/** Lines that name the place the address belongs to, when that is no slab object. */
static const struct kasan_owner {
	struct slice phrase;
	bool whole; /**< keep what the phrase says, from where the region's name begins */
} kasan_owners[] = {
	{ S("The buggy address belongs to the "), false },
	{ S("The buggy address belongs to a "), false },
	{ S("The buggy address belongs to "), false },
	{ S("Address belongs to "), false },
	// Linux 4.17 to 5.x: "addr ffff… is located in stack of task sh/12 at offset 32 in frame:"
	{ S(" is located in "), true },
};

/** Does the next line name a variable or a function, rather than go on with a stack? */
static bool kasan_names_place(struct slice text)
{
	return slice_ends(text, S("belongs to the variable:")) ||
	       slice_ends(text, S("Address belongs to variable:")) ||
	       slice_ends(text, S(" in frame:"));
}

static void kasan_parse_owner(struct slice text, struct slice next, struct fault *f)
{
	struct slice in = text;
	size_t i = 0;

	for (; i < sizeof(kasan_owners) / sizeof(kasan_owners[0]); i++)
		if (kasan_owners[i].whole ? slice_starts(in, S("addr ")) &&
		                                    slice_skip_past(&in, kasan_owners[i].phrase)
		                          : slice_skip(&in, kasan_owners[i].phrase))
			break;
	if (i == sizeof(kasan_owners) / sizeof(kasan_owners[0]))
		return;
	if (slice_starts(in, S("page:")) || slice_starts(in, S("physical page")) ||
	    slice_starts(in, S("object at ")))
		return;
	struct memory_object *o = fault_single(f, memory_object);
	ssize_t offset = slice_find(in, S(" at offset "));
	in = slice_trim(offset < 0 ? in : slice_head(in, (size_t)offset));
	if (fact_has(o, region) || in.n > LIMIT_NAME_BYTES || next.n > LIMIT_NAME_BYTES)
		return;
	if (slice_ends(in, S("variable:")) && next.n)
		fact_set(o, region,
		         arena_printf(f->arena, SLICE_FMT " " SLICE_FMT, SLICE_ARG(in),
		                      SLICE_ARG(next)));
	else
		fact_set(o, region, arena_dup(f->arena, in));
}

static bool kasan_page_row(struct slice text)
{
	static const char *const rows[] = {
		"page:",
		"page: ",
		"head:",
		"flags: ",
		"raw: ",
		"page_type: ",
		"page dumped because: ",
		"memcg:",
		"aops:",
		"anon ",
		"ksm ",
		NULL,
	};

	return phrase_begins(text, rows);
}

static void kasan_parse_dumps(struct slice text, bool *in_state, struct fault *f)
{
	if (slice_starts(text, S("Memory state around"))) {
		*in_state = true;
		return;
	}
	if (*in_state && kasan_shadow_row(text)) {
		if (slice_is(slice_trim(text), "^"))
			return;
		struct memory_object *o = fault_single(f, memory_object);
		if (!fact_has(o, memory_state) || o->memory_state.n < LIMIT_NAME_BYTES * 4)
			fact_set(o, memory_state, phrase_join(f->arena, o->memory_state, text));
		return;
	}
	if (kasan_page_row(text)) {
		struct memory_object *o = fault_single(f, memory_object);
		if (!fact_has(o, page) || o->page.n < LIMIT_NAME_BYTES * 8)
			fact_set(o, page, phrase_join(f->arena, o->page, text));
	}
}

static bool kasan_parse(const struct report *r, struct fault *f)
{
	enum objtrack_who last = OBJTRACK_NONE;
	bool in_state = false, has_access = false;

	for (size_t i = 0; i < r->n_lines; i++) {
		struct slice text = report_text(&r->lines[i]);
		struct slice next = { 0 };
		if (i + 1 < r->n_lines)
			next = report_text(&r->lines[i + 1]);

		if (i < 3)
			kasan_parse_head(text, f);
		if (!has_access)
			has_access = kasan_parse_access(text, f);
		last = objtrack_parse(text, last, f);
		if (slice_starts(text, S("BUG ")) && slice_has(text, S("): kasan: "))) {
			struct slice in = slice_from(text, 4), cache;
			if (slice_word(&in, &cache))
				kasan_set_cache(f, cache, in, S("\n"));
		}
		if (!kasan_parse_object(text, next, f))
			kasan_parse_owner(text, next, f);
		if (kasan_names_place(text) && i + 1 < r->n_lines)
			phrase_drop_frame(f, r->lines[i + 1].line);
		kasan_parse_dumps(text, &in_state, f);
	}
	return true;
}

static const struct fault_sample kasan_samples[] = {
	{ "BUG: KASAN: slab-use-after-free in tty_release+0x1a4/0x6b0 [tty]", FAULT_KASAN,
	  "slab-use-after-free" },
	{ "BUG: KASAN: use-after-free in foo+0x10/0x20 at addr ffff880012345678", FAULT_KASAN,
	  "use-after-free" },
	{ "BUG: KASan: out of bounds access in foo+0x10/0x20 at addr ffff880012345678", FAULT_KASAN,
	  "out of bounds access" },
	{ "BUG: KASAN: double-free or invalid-free in kfree+0x10/0x20", FAULT_KASAN,
	  "double-free or invalid-free" },
	{ "BUG: KASAN: wild-memory-access on address 1fffc0a3d4000010", FAULT_KASAN,
	  "wild-memory-access" },
	{ "BUG: KASAN: invalid-access in foo+0x10/0x20", FAULT_KASAN, "invalid-access" },
	{ .line = NULL },
};

const struct fault_family family_kasan = {
	.name = "kasan",
	.heads = kasan_heads,
	.classify = kasan_classify,
	.parse = kasan_parse,
	.samples = kasan_samples,
};
