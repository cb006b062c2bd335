// SPDX-License-Identifier: Apache-2.0
/*
 * What the checks say that end in WARN() or BUG():
 *
 *   ODEBUG: free active (active state 0) object type: timer_list hint: foo_timeout+0x0/0xf0
 *   refcount_t: underflow; use-after-free.
 *   list_del corruption. prev->next should be ffff8801d359f240, but was 0000000000000000
 *   usercopy: Kernel memory exposure attempt detected from SLUB object 'skbuff' (offset 0, size 16)!
 *
 * lib/debugobjects.c debug_print_object(), lib/refcount.c refcount_warn_saturate(), lib/list_debug.c,
 * mm/usercopy.c usercopy_abort().  The line stands between "cut here" and "WARNING:", after it
 * (before Linux 4.11), or before "cut here".
 */
#include "parsers/faults/refine.h"

#include "parsers/faults/grammar.h"
#include "parsers/faults/phrase.h"
#include "parsers/limits.h"

enum refine_where {
	REFINE_LINE,
	REFINE_FILE
};

#define FAULT_ANY FAULT_NONE

static const struct refine_rule {
	enum fault_kind kind, from; /**< from: FAULT_NONE is any */
	enum refine_where where;
	struct slice text;
} rules[] = {
#define REFINE(kind_, from_, where_, text_) \
	{ FAULT_##kind_, FAULT_##from_, REFINE_##where_, S(text_) },
#include "parsers/faults/refine.def"
#undef REFINE
};

#define RULES (sizeof(rules) / sizeof(rules[0]))

/** `free active (active state 0) object[: addr object] type: timer_list hint: f`; `object is on stack,
 *  but not annotated`. */
static void odebug_parse(struct slice in, struct fault *f)
{
	struct slice type;
	uint64_t addr;

	slice_skip(&in, S("ODEBUG: "));
	ssize_t end = slice_find(in, S(" (active state"));
	if (end < 0)
		end = slice_find(in, S(" object"));
	if (end > 0 && end <= (ssize_t)LIMIT_NAME_BYTES)
		fact_set(f, bug_type, arena_dup(f->arena, slice_head(in, (size_t)end)));
	else if (slice_starts(in, S("object ")))
		fact_set(f, bug_type, S("not annotated"));
	if (slice_starts(in, S("free ")))
		fact_set(f, access, S("free"));
	struct slice at = in;
	if (slice_skip_past(&at, S(" object: ")) && slice_hex(&at, &addr))
		fact_set(f, address, addr);
	if (slice_skip_past(&in, S("object type: ")) && slice_word(&in, &type) &&
	    type.n <= LIMIT_NAME_BYTES)
		fact_set(f, detail, arena_dup(f->arena, type));
}

/** `refcount_t: underflow; use-after-free.`; of Linux 4.15 to 4.19 also `refcount_t overflow at
 *  f+0x1/0x2 in comm[12], uid/euid: 0/0`. */
static void refcount_parse(struct slice in, struct fault *f)
{
	slice_skip(&in, S("refcount_t: "));
	slice_skip(&in, S("refcount_t "));
	ssize_t at = slice_find(in, S(" at "));
	if (at > 0)
		in = slice_head(in, (size_t)at);
	in = slice_trim(in);
	while (in.n && in.p[in.n - 1] == '.')
		in.n--;
	if (in.n && in.n <= LIMIT_NAME_BYTES)
		fact_set(f, bug_type, arena_dup(f->arena, in));
}

/** `list_del corruption. prev->next should be …`: the words before the details. */
static void list_parse(struct slice in, struct fault *f)
{
	static const struct slice types[] = {
		S("list_add corruption"),
		S("list_add double add"),
		S("list_add attempted on"),
		S("list_del corruption"),
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (slice_starts(in, types[i]))
			fact_set(f, bug_type, types[i]);
	if (in.n <= LIMIT_NAME_BYTES)
		fact_set(f, detail, arena_dup(f->arena, in));
}

/** `Kernel memory overwrite attempt detected to SLUB object 'task_struct' (offset 2456, size 4)!`,
 *  of Linux 4.8 to 4.15 `kernel memory overwrite attempt detected to ffff… (kvm_vcpu) (1320 bytes)`. */
static void usercopy_parse(struct slice in, struct fault *f)
{
	struct slice at = in, cache = { 0 };
	uint64_t addr;
	int64_t n;

	if (slice_has(in, S("emory exposure"))) {
		fact_set(f, bug_type, S("memory exposure"));
		fact_set(f, access, S("read"));
	} else if (slice_has(in, S("emory overwrite"))) {
		fact_set(f, bug_type, S("memory overwrite"));
		fact_set(f, access, S("write"));
	}
	if (in.n <= LIMIT_NAME_BYTES)
		fact_set(f, detail, arena_dup(f->arena, in));
	if (slice_skip_past(&at, S(" (offset ")) && phrase_size(&at, &n))
		fact_set(fault_single(f, memory_object), object_offset, n);
	if (slice_skip(&at, S(", size ")) && phrase_size(&at, &n))
		fact_set(f, access_size, n);

	at = in;
	if (slice_skip_past(&at, S(" object '"))) {
		slice_cut(&at, '\'', &cache);
	} else if (slice_skip_past(&at, S(" detected ")) &&
	           (slice_skip(&at, S("to ")) || slice_skip(&at, S("from "))) &&
	           slice_hex(&at, &addr) && slice_skip(&at, S(" ("))) {
		fact_set(f, address, addr);
		slice_cut(&at, ')', &cache);
		if (slice_skip(&at, S(" (")) && phrase_size(&at, &n))
			fact_set(f, access_size, n);
	}
	if (cache.n && cache.n <= LIMIT_NAME_BYTES)
		fact_set(fault_single(f, memory_object), cache, arena_dup(f->arena, cache));
}

void refine_message(enum fault_kind kind, struct slice text, struct fault *f)
{
	if (kind == FAULT_ODEBUG)
		odebug_parse(text, f);
	else if (kind == FAULT_REFCOUNT)
		refcount_parse(text, f);
	else if (kind == FAULT_LIST_CORRUPTION)
		list_parse(text, f);
	else if (kind == FAULT_USERCOPY)
		usercopy_parse(text, f);
	else if (text.n <= LIMIT_NAME_BYTES && !fact_has(f, detail))
		fact_set(f, detail, arena_dup(f->arena, text));
}

/** ANY: what a WARNING or a BUG traps into.  An Oops with an address of its own is none of them,
 *  whatever its report ran into. */
static bool kind_is_from(const struct fault *f, enum fault_kind from)
{
	if (from != FAULT_NONE)
		return f->kind == from;
	return f->kind == FAULT_WARNING || f->kind == FAULT_BUG ||
	       f->kind == FAULT_INVALID_OPCODE || (f->kind == FAULT_OOPS && !fact_has(f, address));
}

static bool refine_line(struct slice text, struct fault *f)
{
	for (size_t i = 0; i < RULES; i++) {
		if (rules[i].where != REFINE_LINE || !slice_starts(text, rules[i].text))
			continue;
		if (!kind_is_from(f, rules[i].from))
			continue;
		f->kind = rules[i].kind;
		refine_message(f->kind, text, f);
		return true;
	}
	return false;
}

bool fault_refine(const struct report *r, struct fault *f)
{
	for (size_t i = 0; i < r->n_intro; i++)
		if (refine_line(report_text(&r->intro[i]), f))
			return true;
	for (size_t i = 0; i < r->n_lines; i++)
		if (refine_line(report_text(&r->lines[i]), f))
			return true;
	for (size_t i = 0; i < RULES && fact_has(f, file); i++) {
		if (rules[i].where != REFINE_FILE || !slice_ends(f->file, rules[i].text))
			continue;
		if (!kind_is_from(f, rules[i].from))
			continue;
		f->kind = rules[i].kind;
		if (f->kind == FAULT_LOCKDEP && !fact_has(f, bug_type))
			fact_set(f, bug_type, S("locking bug"));
		return true;
	}
	return false;
}
