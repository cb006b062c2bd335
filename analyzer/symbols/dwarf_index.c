// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/dwarf_index.h"

#include "analyzer/symbols/dwarf_line.h"
#include "parsers/base/bisect.h"
#include "parsers/limits.h"

/** Ranges in front of an address that are looked at: ranges of hostile files overlap. */
#define OVERLAP_STEPS 16

struct unit_range {
	uint64_t begin, end;
	uint64_t unit; /**< offset */
};

struct dwarf_index {
	struct unit_range *ranges; /**< by begin */
	size_t n, cap;
	bool has_all; /**< those of units that .debug_aranges does not list, too */
};

void dwarf_index_free(struct dwarf_index *ix)
{
	if (!ix)
		return;
	free(ix->ranges);
	free(ix);
}

static void index_add(struct dwarf_index *ix, uint64_t begin, uint64_t end, uint64_t unit)
{
	if (begin >= end || ix->n >= LIMIT_DEBUG_RANGES)
		return;
	if (ix->n == ix->cap) {
		ix->cap = ix->cap ? 2 * ix->cap : 1024;
		ix->ranges = xreallocarray(ix->ranges, ix->cap, sizeof(*ix->ranges));
	}
	ix->ranges[ix->n++] = (struct unit_range){ .begin = begin, .end = end, .unit = unit };
}

static int by_begin(const void *a, const void *b)
{
	const struct unit_range *x = a, *y = b;

	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return x->unit < y->unit ? -1 : x->unit > y->unit;
}

/** One set of .debug_aranges: the ranges of one unit. */
static void read_set(struct dwarf_index *ix, struct cursor *c, unsigned off_size, size_t head_bytes)
{
	size_t all = cursor_left(c) + head_bytes;

	cursor_number(c, 2);
	uint64_t unit = cursor_number(c, off_size);
	unsigned addr_size = cursor_u8(c), segment_size = cursor_u8(c);
	if (c->bad || segment_size || (addr_size != 4 && addr_size != 8 && addr_size != 2))
		return;
	size_t at = all - cursor_left(c), tuple = (size_t)2 * addr_size;
	cursor_skip(c, (tuple - at % tuple) % tuple);
	while (cursor_left(c) >= tuple) {
		uint64_t begin = cursor_number(c, addr_size), length = cursor_number(c, addr_size);
		if (length)
			index_add(ix, begin, begin + length, unit);
	}
}

static struct dwarf_index *index_new(struct dwarf *dw)
{
	struct dwarf_index *ix = xcalloc(1, sizeof(*ix));
	struct cursor c = dwarf_cursor(dw, DWARF_ARANGES, 0);

	while (cursor_left(&c) > 4) {
		unsigned off_size = 4;
		size_t head_bytes = 4;
		uint64_t length = cursor_number(&c, 4);
		if (length == 0xffffffff) {
			off_size = 8;
			head_bytes = 12;
			length = cursor_number(&c, 8);
		}
		struct cursor set = cursor_part(&c, length);
		read_set(ix, &set, off_size, head_bytes);
	}
	if (ix->n)
		qsort(ix->ranges, ix->n, sizeof(*ix->ranges), by_begin);
	return ix;
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

struct add_ctx {
	struct dwarf_index *ix;
	uint64_t unit;
};

static bool add_step(void *ctx, uint64_t begin, uint64_t end)
{
	struct add_ctx *a = ctx;

	index_add(a->ix, begin, end, a->unit);
	return a->ix->n < LIMIT_DEBUG_RANGES;
}

/** Add the units that .debug_aranges does not list. */
static void index_add_rest(struct dwarf *dw, struct dwarf_index *ix)
{
	const uint64_t *offs;
	size_t n = dwarf_unit_offs(dw, &offs), n_listed = ix->n;
	_cleanup_free_ uint64_t *listed = xcalloc(n_listed + 1, sizeof(*listed));

	ix->has_all = true;
	for (size_t i = 0; i < n_listed; i++)
		listed[i] = ix->ranges[i].unit;
	qsort(listed, n_listed, sizeof(*listed), by_value);
	for (size_t i = 0; i < n; i++) {
		if (bsearch(&offs[i], listed, n_listed, sizeof(*listed), by_value))
			continue;
		struct dwarf_unit *u = dwarf_unit_at(dw, offs[i]);
		struct dwarf_die root;
		struct add_ctx ctx = { .ix = ix, .unit = offs[i] };
		if (u && dwarf_die_read(u, u->die_off, &root))
			dwarf_die_ranges(&root, add_step, &ctx);
	}
	if (ix->n)
		qsort(ix->ranges, ix->n, sizeof(*ix->ranges), by_begin);
}

static const struct unit_range *index_look(const struct dwarf_index *ix, uint64_t addr)
{
	size_t lo = bisect(ix->n, i, ix->ranges[i].begin <= addr);

	for (unsigned step = 0; lo > 0 && step < OVERLAP_STEPS; step++) {
		const struct unit_range *r = &ix->ranges[--lo];
		if (addr < r->end)
			return r;
	}
	return NULL;
}

struct dwarf_unit *dwarf_index_find(struct dwarf *dw, uint64_t addr)
{
	if (!dw->index)
		dw->index = index_new(dw);
	const struct unit_range *r = index_look(dw->index, addr);
	if (!r && !dw->index->has_all) {
		index_add_rest(dw, dw->index);
		r = index_look(dw->index, addr);
	}
	return r ? dwarf_unit_at(dw, r->unit) : NULL;
}
