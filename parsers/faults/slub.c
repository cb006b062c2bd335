// SPDX-License-Identifier: Apache-2.0
/*
 * What the debugging code of the slab allocators found.  slab_bug(), print_trailer(), slab_fix() in
 * mm/slub.c:
 *
 * =============================================================================
 * BUG faultmod_obj (Tainted: G           OE     ): Poison overwritten
 * -----------------------------------------------------------------------------
 *
 * 0xffff8af9031bfd18-0xffff8af9031bfd1b @offset=3352. First byte 0x41 instead of 0x6b
 * Allocated in fm_alloc+0x16/0x40 [faultmod] age=0 cpu=1 pid=99
 *  fm_alloc+0x16/0x40 [faultmod]
 * Freed in fm_uaf_write+0x16/0x40 [faultmod] age=0 cpu=1 pid=99
 *  fm_write+0x40f/0x579 [faultmod]
 * Slab 0xfffff999400c6fc0 objects=26 used=1 fp=0xffff8af9031bf4c8 flags=0xfffffc0000200(slab|node=0)
 * Object 0xffff8af9031bfd18 @offset=3352 fp=0xffff8af9031bf4c8
 *
 * Redzone  ffff8af9031bfd10: bb bb bb bb bb bb bb bb                          ........
 * Object   ffff8af9031bfd18: 41 41 41 41 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  AAAAkkkkkkkkkkkk
 * CPU: 1 PID: 99 Comm: init Tainted: G           OE      6.1.0-56-amd64 #1
 * FIX faultmod_obj: Restoring Poison 0xffff8af9031bfd18-0xffff8af9031bfd1b=0x6b
 *
 * Before Linux 5.12 an "INFO: " stood in front of the lines, before 3.0 no taint in the first.  SLAB
 * (mm/slab.c, gone in 6.8) is in slab.c.
 */
#include "parsers/faults/slab.h"

#include "parsers/base/sbuf.h"
#include "parsers/faults/fields.h"
#include "parsers/faults/grammar.h"

/** A head of the time when the first line had no taint: the problem has to be a known one. */
#define UNTAINTED(problem)                                                        \
	{                                                                         \
		problem, "^BUG [^:]+: (?:" problem ")", FAULT_SLUB, NULL, NULL, 0 \
	}

static const struct fault_head heads[] = {
	{ " (Tainted: ", "^BUG .+ \\(Tainted: [^)]*\\): \\S", FAULT_SLUB, NULL, NULL, 0 },
	{ " (Not tainted): ", "^BUG .+ \\(Not tainted\\): \\S", FAULT_SLUB, NULL, NULL, 0 },
	UNTAINTED("Poison overwritten"),
	UNTAINTED("Redzone overwritten"),
	UNTAINTED("Padding overwritten"),
	UNTAINTED("Alignment padding overwritten"),
	UNTAINTED("Object padding overwritten"),
	UNTAINTED("Freepointer corrupt"),
	UNTAINTED("Freechain corrupt"),
	UNTAINTED("Object corrupt"),
	UNTAINTED("Object already free"),
	UNTAINTED("Object already allocated"),
	UNTAINTED("Objects remaining"),
	UNTAINTED("Invalid object pointer"),
	UNTAINTED("Freelist Pointer check fails"),
	UNTAINTED("Not a valid slab page"),
	UNTAINTED("Wrong object count"),
	UNTAINTED("Wrong number of objects"),
	// the first lines are lost; inside another report (KASAN prints them too) they are its own
	{ "llocated in ", "^(?:INFO: )?Allocated in .+ age=\\d+ cpu=\\d+ pid=", FAULT_SLUB, "*",
	  NULL, 0 },
	{ "reed in ", "^(?:INFO: )?Freed in .+ age=\\d+ cpu=\\d+ pid=", FAULT_SLUB, "*", NULL, 0 },
	{ "till has objects", "^kmem_cache_destroy \\S+: Slab cache still has objects\\s*$",
	  FAULT_SLUB, "*", NULL, 0 }, // a WARN() since Linux 5.17
	{ "slab error in ", "^slab error in \\S+\\(\\): ", FAULT_SLUB, NULL, NULL, 0 },
	{ "lab corruption", "^[Ss]lab corruption(?: \\([^)]*\\))?: \\S+ start=", FAULT_SLUB, NULL,
	  NULL, 0 },
	{ "lab: double free detected in cache", NULL, FAULT_SLUB, NULL, NULL, 0 },
	{ "nternal list corruption detected in cache", NULL, FAULT_SLUB, NULL, NULL, 0 },
	{ NULL, NULL, FAULT_SLUB, NULL, NULL, 0 },
};

/* Beginnings of lines, without "INFO: ". */
static const char *const body[] = {
	"Allocated in ",
	"Freed in ",
	"Slab 0x",
	"Slab ",
	"Object 0x",
	"Object ",
	"Redzone",
	"Padding",
	"Bytes b4 ",
	"FIX ",
	"Last user:",
	"Prev obj:",
	"Next obj:",
	"Single bit error detected",
	"Run memtest86+",
	"Disabling lock debugging",
	NULL,
};

static struct slice body_text(const struct report_line *line)
{
	struct slice text = report_text(line);

	slice_skip(&text, S("INFO: "));
	return text;
}

/** `0x…-0x… @offset=3352. First byte 0x41 instead of 0x6b`, `[0x…-0x… @offset=1]`. */
static bool is_range(struct slice text)
{
	slice_skip_char(&text, '[');
	return slice_starts(text, S("0x")) && slice_has(text, S("-0x")) &&
	       (slice_has(text, S("@offset=")) || slice_has(text, S("First byte")));
}

static enum line_class slub_classify(struct report *r, const struct report_line *line)
{
	struct slice text = body_text(line);

	if (slice_starts(text, S("====================")) && r->n_lines > 1)
		return LINE_END_BEFORE;
	for (size_t i = 0; body[i]; i++)
		if (slice_starts(text, slice_str(body[i])))
			return LINE_BODY;
	return is_range(text) ? LINE_BODY : LINE_GENERIC;
}

/** `BUG cache (Tainted: G B ): problem`, the taint not before 3.0. */
static void head_parse(struct slub_report *s, struct fault *f, struct slice text)
{
	static const char *const marks[] = { " (Tainted: ", " (Not tainted): ", ": ", NULL };
	struct slice taint = { 0 };
	ssize_t at = -1;

	slice_skip(&text, S("BUG "));
	for (size_t i = 0; marks[i] && at < 0; i++) {
		at = slice_find(text, slice_str(marks[i]));
		if (at >= 0)
			fact_set(s, cache, field_keep(f, slice_head(text, at)));
	}
	if (at < 0)
		return;
	text = slice_from(text, at);
	if (slice_skip(&text, S(" (Tainted: ")) && slice_cut(&text, ')', &taint)) {
		char *letters = arena_alloc(f->arena, taint.n + 1, 1);
		size_t n = 0;

		for (size_t i = 0; i < taint.n; i++)
			if (taint.p[i] >= 'A' && taint.p[i] <= 'Z')
				letters[n++] = taint.p[i];
		taint = (struct slice){ letters, n };
	} else if (slice_starts(text, S(" (Not tainted)"))) {
		taint = S("");
	}
	if (taint.p && !fact_has(f, taint))
		fact_set(f, taint, taint);
	if (slice_skip_past(&text, S(": ")))
		fact_set(s, problem, field_keep(f, text));
}

/** What kind of problem it is: its text up to the first number, address or full stop. */
static void bug_type_set(struct fault *f, struct slice problem)
{
	size_t n = 0;

	while (n < problem.n && problem.p[n] != '.' &&
	       !(problem.p[n] >= '0' && problem.p[n] <= '9'))
		n++;
	struct slice type = slice_trim(slice_head(problem, n));
	if (slice_ends(type, S("@offset=")))
		type = slice_trim(slice_head(type, type.n - 8));
	if (type.n)
		fact_set(f, bug_type, type);
}

/** `fm_alloc+0x16/0x40 [faultmod] age=0 cpu=1 pid=99`: the function without offset. */
static struct slice who_parse(struct slice text)
{
	size_t n = 0;

	while (n < text.n && text.p[n] != '+' && text.p[n] != ' ' && text.p[n] != '/')
		n++;
	return slice_head(text, n);
}

static void allocated_parse(struct slub_report *s, struct fault *f, struct slice text)
{
	if (fact_has(s, alloc_function))
		return; // the first of several objects
	fact_set(s, alloc_function, field_keep(f, who_parse(text)));
	fact_set_i64_after(s, alloc_age, text, " age=");
	fact_set_i64_after(s, alloc_cpu, text, " cpu=");
	fact_set_i64_after(s, alloc_pid, text, " pid=");
}

static void freed_parse(struct slub_report *s, struct fault *f, struct slice text)
{
	if (fact_has(s, free_function))
		return;
	fact_set(s, free_function, field_keep(f, who_parse(text)));
	fact_set_i64_after(s, free_age, text, " age=");
	fact_set_i64_after(s, free_cpu, text, " cpu=");
	fact_set_i64_after(s, free_pid, text, " pid=");
}

/** The address, which may be hidden: `0xffff…`, `0x(____ptrval____)`. */
static void address_set(struct slice *in, uint64_t *field, bool *has)
{
	struct slice word;
	uint64_t address;

	if (!slice_word(in, &word))
		return;
	*has = slice_hex(&word, &address) && !word.n;
	if (*has)
		*field = address;
}

static void free_pointer_set(struct slub_report *s, struct slice text)
{
	uint64_t address;

	if (field_hex(text, S("fp=0x"), &address))
		fact_set(s, free_pointer, address);
}

/** `0xfffff999400c6fc0 objects=26 used=1 fp=0xffff8af9031bf4c8 flags=0x…(slab|node=0)`. */
static void slab_line_parse(struct slub_report *s, struct fault *f, struct slice text)
{
	if (fact_has(s, objects) || !slice_has(text, S(" objects=")))
		return;
	address_set(&text, &s->slab_address, &s->has_slab_address);
	fact_set_i64_after(s, objects, text, "objects=");
	fact_set_i64_after(s, used, text, "used=");
	free_pointer_set(s, text);
	fact_set_text(
		s, flags,
		field_keep(f, field_between(text, S("flags="), (const char *const[]){ NULL })));
}

/** `0xffff8af9031bfd18 @offset=3352 fp=0xffff8af9031bf4c8`. */
static void object_parse(struct slub_report *s, struct slice text)
{
	if (fact_has(s, slab_offset) || !slice_has(text, S(" @offset=")))
		return;
	address_set(&text, &s->object_address, &s->has_object_address);
	fact_set_i64_after(s, slab_offset, text, "@offset=");
	free_pointer_set(s, text);
}

/* Texts of several lines, while they are put together. */
struct texts {
	struct sbuf dump, fix;
};

static void text_add(struct sbuf *b, struct slice line)
{
	if (b->n)
		sbuf_char(b, '\n');
	sbuf_add(b, slice_head(line, LIMIT_NAME_BYTES));
}

static void line_parse(struct slub_report *s, struct fault *f, struct texts *t, struct slice text)
{
	struct slice rest = text;

	if (slice_skip(&rest, S("Allocated in ")))
		allocated_parse(s, f, rest);
	else if (slice_skip(&rest, S("Freed in ")))
		freed_parse(s, f, rest);
	else if (slice_starts(text, S("Slab 0x")) && slice_skip(&rest, S("Slab ")))
		slab_line_parse(s, f, rest);
	else if (slice_starts(text, S("Object 0x")) && slice_skip(&rest, S("Object ")))
		object_parse(s, rest);
	else if (slice_skip(&rest, S("FIX ")))
		text_add(&t->fix, rest);
	else if (is_range(text))
		fact_set(s, bytes, field_keep(f, text));
	else if (slice_starts(text, S("Redzone")) || slice_starts(text, S("Padding")) ||
	         slice_starts(text, S("Bytes b4")) || slice_starts(text, S("Object ")))
		text_add(&t->dump, text);
}

/** Most bytes of `found`. */
#define FOUND_BYTES 64

/* Overwritten bytes: where they are, and what the dump shows of them. */
struct overwritten {
	uint64_t first, last;       /**< addresses, or offsets in the slab where these are hidden */
	uint8_t bytes[FOUND_BYTES]; /**< as many as `n` in a row, from `first` on */
	size_t n;
};

/** `Redzone  ffff8af9031bfd10: bb bb …`: the bytes of the line that belong to the range. */
static void dump_line_take(struct slice line, struct overwritten *o)
{
	struct slice name;
	uint64_t address, byte;

	if (!slice_word(&line, &name) || !slice_skip_blanks(&line))
		return;
	if (slice_is(name, "Bytes"))
		return; // in front of the object, for its own sake
	if (!slice_hex(&line, &address) || !slice_skip_char(&line, ':'))
		return;
	for (int i = 0; i < 16 && o->n < FOUND_BYTES; i++, address++) {
		struct slice at = line;

		slice_skip_blanks(&at);
		struct slice pair = slice_head(at, 2);
		if (pair.n < 2 || !slice_hex(&pair, &byte) || pair.n ||
		    (at.n > 2 && at.p[2] != ' '))
			return;
		line = slice_from(at, 2);
		if (address == o->first + o->n && address <= o->last)
			o->bytes[o->n++] = (uint8_t)byte;
	}
}

/** `0x…18-0x…1b @offset=3352. First byte 0x41 instead of 0x6b`: addresses or, where they are hidden,
 *  none; @p ret_offset: of the first in the slab, -1: not said. */
static bool range_parse(struct slice text, struct overwritten *o, int64_t *ret_offset)
{
	*ret_offset = -1;
	field_i64(text, S("@offset="), ret_offset);
	slice_skip_char(&text, '[');
	return slice_hex(&text, &o->first) && slice_skip_char(&text, '-') &&
	       slice_hex(&text, &o->last) && o->last >= o->first;
}

static void found_set(struct slub_report *s, struct fault *f, const struct overwritten *o)
{
	struct sbuf hex = { .max = 4 * FOUND_BYTES }, text = { .max = FOUND_BYTES };
	bool printable = true;

	for (size_t i = 0; i < o->n; i++) {
		sbuf_printf(&hex, i ? " %02x" : "%02x", o->bytes[i]);
		printable = printable && o->bytes[i] >= ' ' && o->bytes[i] <= '~';
		sbuf_char(&text, (char)o->bytes[i]);
	}
	fact_set(s, found, arena_dup(f->arena, sbuf_slice(&hex)));
	if (printable)
		fact_set(s, found_text, arena_dup(f->arena, sbuf_slice(&text)));
	sbuf_deinit(&hex);
	sbuf_deinit(&text);
}

/** What was overwritten, where in relation to the object, and with what. */
static void overwritten_set(struct slub_report *s, struct fault *f)
{
	struct overwritten o = { 0 };
	struct slice dump = s->dump, line;
	uint64_t byte;
	int64_t offset;

	if (!fact_has(s, bytes))
		return;
	if (field_hex(s->bytes, S(" instead of 0x"), &byte) && byte <= 0xff)
		fact_set(s, expected, arena_printf(f->arena, "%02x", (unsigned)byte));
	if (!range_parse(s->bytes, &o, &offset)) {
		if (offset >= 0 && fact_has(s, slab_offset))
			fact_set(s, first_bad, offset - s->slab_offset);
		return;
	}
	if (fact_has(s, object_address)) {
		fact_set(s, first_bad, (int64_t)(o.first - s->object_address));
		fact_set(s, last_bad, (int64_t)(o.last - s->object_address));
	}
	while (fact_has(s, dump) && slice_line(&dump, &line))
		dump_line_take(line, &o);
	if (!o.n && field_hex(s->bytes, S("First byte 0x"), &byte) && byte <= 0xff)
		o.bytes[o.n++] = (uint8_t)byte;
	if (o.n)
		found_set(s, f, &o);
}

static void object_set(const struct slub_report *s, struct fault *f)
{
	struct memory_object *o = fault_single(f, memory_object);

	fact_set_text(o, cache, s->cache);
	if (fact_has(s, object_address))
		fact_set(o, object_address, s->object_address);
	if (fact_has(s, alloc_pid))
		fact_set(o, alloc_pid, s->alloc_pid);
	if (fact_has(s, alloc_cpu))
		fact_set(o, alloc_cpu, s->alloc_cpu);
	if (fact_has(s, free_pid))
		fact_set(o, free_pid, s->free_pid);
	if (fact_has(s, free_cpu))
		fact_set(o, free_cpu, s->free_cpu);
	if (fact_has(s, object_address) && !fact_has(f, address))
		fact_set(f, address, s->object_address);
}

static bool slub_parse(const struct report *r, struct fault *f)
{
	struct slub_report *s = fault_single(f, slub_report);
	struct slice head = report_text(&r->lines[0]);
	struct texts t = { .dump = { .max = SLAB_DUMP_BYTES }, .fix = { .max = SLAB_DUMP_BYTES } };

	if (slice_has(head, S(" age=")) &&
	    (slice_starts(body_text(&r->lines[0]), S("Allocated in ")) ||
	     slice_starts(body_text(&r->lines[0]), S("Freed in ")))) {
		fact_set(f, corrupted, 1);
		fact_set(f, corrupted_reason, S("the first lines of the report are missing"));
		line_parse(s, f, &t, body_text(&r->lines[0]));
	} else if (!slab_head_parse(head, s, f)) {
		head_parse(s, f, head);
	}
	for (size_t i = 1; i < r->n_lines; i++)
		line_parse(s, f, &t, body_text(&r->lines[i]));
	if (t.dump.n)
		fact_set(s, dump, arena_dup(f->arena, sbuf_slice(&t.dump)));
	if (t.fix.n)
		fact_set(s, fix, arena_dup(f->arena, sbuf_slice(&t.fix)));
	sbuf_deinit(&t.dump);
	sbuf_deinit(&t.fix);
	overwritten_set(s, f);
	if (fact_has(s, problem))
		bug_type_set(f, s->problem);
	object_set(s, f);
	return true;
}

static const struct fault_sample samples[] = {
	{ "BUG kmalloc-64 (Not tainted): Poison overwritten", FAULT_SLUB, "Poison overwritten" },
	{ "BUG kmalloc-16 (Tainted: G    B   W  O     ): Wrong object count. Counter is 174 but counted were 176",
	  FAULT_SLUB, "Wrong object count" },
	{ "BUG kmalloc-8: Redzone overwritten", FAULT_SLUB, "Redzone overwritten" },
	{ "slab error in verify_redzone_free(): cache `size-64': memory outside object was overwritten",
	  FAULT_SLUB, "memory outside object was overwritten" },
	{ "Slab corruption: size-64 start=c7ac5160, len=64", FAULT_SLUB, "Slab corruption" },
	{ NULL, FAULT_SLUB, NULL },
};

const struct fault_family family_slub = {
	.name = "slub",
	.heads = heads,
	.classify = slub_classify,
	.parse = slub_parse,
	.samples = samples,
};
