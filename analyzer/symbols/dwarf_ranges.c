// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/dwarf_data.h"
#include <dwarf.h>

/** A base of all ones, or an end of two zeros, of an address of @p n bytes. */
static uint64_t all_ones(unsigned n)
{
	return n == 8 ? UINT64_MAX : (UINT64_C(1) << 8 * n) - 1;
}

/** One more step along a range list; false: that was enough. */
static bool may_step(const struct dwarf_unit *u)
{
	if (!u->dw->work.ranges)
		return false;
	u->dw->work.ranges--;
	return true;
}

/** DWARF 2 to 4: pairs of offsets to a base. */
static void walk_ranges(const struct dwarf_unit *u, uint64_t off, dwarf_range_fn fn, void *ctx)
{
	const struct dwarf_unit *holder = dwarf_unit_main(u);
	uint64_t base = u->low, escape = all_ones(u->addr_size);

	if (holder != u)
		off += holder->ranges_base;
	struct cursor c = dwarf_cursor(holder->dw, DWARF_RANGES, off);

	while (may_step(u)) {
		uint64_t begin = cursor_number(&c, u->addr_size);
		uint64_t end = cursor_number(&c, u->addr_size);
		if (c.bad || (!begin && !end))
			return;
		if (begin == escape)
			base = end;
		else if (begin < end && !fn(ctx, base + begin, base + end))
			return;
	}
}

static uint64_t indexed_addr(const struct dwarf_unit *u, struct cursor *c)
{
	struct dwarf_value v = { .form = DW_FORM_addrx, .u = cursor_uleb(c) };
	uint64_t addr = 0;

	if (!dwarf_value_addr(u, &v, &addr))
		cursor_fail(c);
	return addr;
}

/** DWARF 5: .debug_rnglists. */
static void walk_rnglist(const struct dwarf_unit *u, uint64_t off, dwarf_range_fn fn, void *ctx)
{
	struct cursor c = dwarf_cursor(u->dw, DWARF_RNGLISTS, off);
	uint64_t base = u->low;

	while (!c.bad && may_step(u)) {
		uint64_t begin = 0, end = 0;
		switch (cursor_u8(&c)) {
		case DW_RLE_end_of_list:
			return;
		case DW_RLE_base_addressx:
			base = indexed_addr(u, &c);
			continue;
		case DW_RLE_base_address:
			base = cursor_number(&c, u->addr_size);
			continue;
		case DW_RLE_startx_endx:
			begin = indexed_addr(u, &c);
			end = indexed_addr(u, &c);
			break;
		case DW_RLE_startx_length:
			begin = indexed_addr(u, &c);
			end = begin + cursor_uleb(&c);
			break;
		case DW_RLE_offset_pair:
			begin = base + cursor_uleb(&c);
			end = base + cursor_uleb(&c);
			break;
		case DW_RLE_start_end:
			begin = cursor_number(&c, u->addr_size);
			end = cursor_number(&c, u->addr_size);
			break;
		case DW_RLE_start_length:
			begin = cursor_number(&c, u->addr_size);
			end = begin + cursor_uleb(&c);
			break;
		default:
			return;
		}
		if (!c.bad && begin < end && !fn(ctx, begin, end))
			return;
	}
}

/** Where range list number @p i of the unit's begins. */
static bool indexed_list(const struct dwarf_unit *u, uint64_t i, uint64_t *ret)
{
	if (i > UINT32_MAX)
		return false;
	struct cursor c = dwarf_cursor(u->dw, DWARF_RNGLISTS, u->rnglists_base + i * u->off_size);
	*ret = u->rnglists_base + cursor_number(&c, u->off_size);
	return !c.bad;
}

bool dwarf_die_ranges(const struct dwarf_die *die, dwarf_range_fn fn, void *ctx)
{
	const struct dwarf_unit *u = die->unit;
	uint64_t low = 0, high = 0, off = die->ranges.u;

	if (die->ranges.form) {
		if (u->version < 5)
			walk_ranges(u, off, fn, ctx);
		else if (die->ranges.form != DW_FORM_rnglistx || indexed_list(u, off, &off))
			walk_rnglist(u, off, fn, ctx);
		return true;
	}
	if (!die->high.form || !dwarf_value_addr(u, &die->low, &low))
		return false;
	if (!dwarf_value_addr(u, &die->high, &high))
		high = low + die->high.u; // since DWARF 4 a length
	if (low < high)
		fn(ctx, low, high);
	return true;
}

struct contains {
	uint64_t addr;
	bool inside;
};

static bool contains_step(void *ctx, uint64_t begin, uint64_t end)
{
	struct contains *k = ctx;

	k->inside = k->addr >= begin && k->addr < end;
	return !k->inside;
}

enum dwarf_hit dwarf_die_contains(const struct dwarf_die *die, uint64_t addr)
{
	struct contains k = { .addr = addr };

	if (!dwarf_die_ranges(die, contains_step, &k))
		return DWARF_NO_RANGES;
	return k.inside ? DWARF_INSIDE : DWARF_OUTSIDE;
}
