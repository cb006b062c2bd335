// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/dwarf_data.h"
#include "parsers/base/bisect.h"
#include "parsers/limits.h"
#include <dwarf.h>

struct cursor dwarf_cursor(const struct dwarf *dw, enum dwarf_section section, uint64_t off)
{
	struct slice s = slice_from(dw->sections[section], off);

	const unsigned char *p = (const unsigned char *)(s.p ? s.p : "");
	return (struct cursor){ .p = p, .end = p + s.n, .big_endian = dw->big_endian };
}

struct slice dwarf_text(const struct dwarf *dw, enum dwarf_section section, uint64_t off)
{
	struct cursor c = dwarf_cursor(dw, section, off);

	if (cursor_left(&c) > LIMIT_DEBUG_TEXT_BYTES)
		c.end = c.p + LIMIT_DEBUG_TEXT_BYTES;
	return cursor_text(&c);
}

const struct dwarf_abbrev *dwarf_abbrev_find(const struct dwarf_abbrevs *t, uint64_t code)
{
	if (t->is_dense)
		return code && code <= t->n ? &t->rows[code - 1] : NULL;
	size_t lo = bisect(t->n, i, t->rows[i].code < code);

	return lo < t->n && t->rows[lo].code == code ? &t->rows[lo] : NULL;
}

/** Bytes of a value of @p form in @p u; ABBREV_VARIES: it depends on the value. */
static uint32_t form_size(const struct dwarf_unit *u, unsigned form)
{
	switch (form) {
	case DW_FORM_flag_present:
	case DW_FORM_implicit_const:
		return 0;
	case DW_FORM_data1:
	case DW_FORM_flag:
	case DW_FORM_ref1:
	case DW_FORM_strx1:
	case DW_FORM_addrx1:
		return 1;
	case DW_FORM_data2:
	case DW_FORM_ref2:
	case DW_FORM_strx2:
	case DW_FORM_addrx2:
		return 2;
	case DW_FORM_strx3:
	case DW_FORM_addrx3:
		return 3;
	case DW_FORM_data4:
	case DW_FORM_ref4:
	case DW_FORM_strx4:
	case DW_FORM_addrx4:
	case DW_FORM_ref_sup4:
		return 4;
	case DW_FORM_data8:
	case DW_FORM_ref8:
	case DW_FORM_ref_sig8:
	case DW_FORM_ref_sup8:
		return 8;
	case DW_FORM_data16:
		return 16;
	case DW_FORM_addr:
		return u->addr_size;
	case DW_FORM_ref_addr: // DWARF 2 had it as large as an address
		return u->version <= 2 ? u->addr_size : u->off_size;
	case DW_FORM_strp:
	case DW_FORM_line_strp:
	case DW_FORM_sec_offset:
	case DW_FORM_strp_sup:
	case DW_FORM_GNU_strp_alt:
	case DW_FORM_GNU_ref_alt:
		return u->off_size;
	default:
		return ABBREV_VARIES;
	}
}

unsigned dwarf_form_indirect(struct cursor *c)
{
	uint64_t form = cursor_uleb(c);

	if (form && form != DW_FORM_indirect && form != DW_FORM_implicit_const &&
	    form <= UINT16_MAX)
		return (unsigned)form;
	cursor_fail(c);
	return DW_FORM_flag_present; // no bytes
}

void dwarf_value_skip(const struct dwarf_unit *u, struct cursor *c, unsigned form)
{
	uint32_t size = form_size(u, form);

	if (size != ABBREV_VARIES) {
		cursor_skip(c, size);
		return;
	}
	switch (form) {
	case DW_FORM_string:
		cursor_text(c);
		break;
	case DW_FORM_sdata:
	case DW_FORM_udata:
	case DW_FORM_ref_udata:
	case DW_FORM_strx:
	case DW_FORM_addrx:
	case DW_FORM_loclistx:
	case DW_FORM_rnglistx:
	case DW_FORM_GNU_addr_index:
	case DW_FORM_GNU_str_index:
		cursor_uleb(c);
		break;
	case DW_FORM_block1:
		cursor_skip(c, cursor_u8(c));
		break;
	case DW_FORM_block2:
		cursor_skip(c, cursor_number(c, 2));
		break;
	case DW_FORM_block4:
		cursor_skip(c, cursor_number(c, 4));
		break;
	case DW_FORM_block:
	case DW_FORM_exprloc:
		cursor_skip(c, cursor_uleb(c));
		break;
	case DW_FORM_indirect:
		dwarf_value_skip(u, c, dwarf_form_indirect(c));
		break;
	default:
		cursor_fail(c);
	}
}

static int by_code(const void *a, const void *b)
{
	const struct dwarf_abbrev *x = a, *y = b;
	return x->code < y->code ? -1 : x->code > y->code;
}

/** Attributes of one abbreviation, up to the pair of zeros. */
static void read_specs(struct dwarf_unit *u, struct cursor *c, struct dwarf_abbrevs *t,
                       struct dwarf_abbrev *row)
{
	struct dwarf *dw = u->dw;
	uint64_t fixed = 0;

	row->first = (uint32_t)t->n_specs;
	while (!c->bad) {
		uint64_t name = cursor_uleb(c), form = cursor_uleb(c);
		if (!name && !form)
			break;
		struct dwarf_attr_spec spec = {
			.name = name <= UINT16_MAX ? (uint16_t)name : UINT16_MAX,
			.form = form <= UINT16_MAX ? (uint16_t)form : UINT16_MAX,
			.implicit = form == DW_FORM_implicit_const ? cursor_sleb(c) : 0,
		};
		uint32_t size = form_size(u, spec.form);
		fixed = size == ABBREV_VARIES || fixed == ABBREV_VARIES ? ABBREV_VARIES
		                                                        : fixed + size;
		arena_push(&dw->arena, &t->specs, &t->n_specs, &spec);
	}
	row->n = (uint32_t)t->n_specs - row->first;
	row->fixed = fixed > ABBREV_VARIES ? ABBREV_VARIES : (uint32_t)fixed;
}

static struct dwarf_abbrevs *read_abbrevs(struct dwarf_unit *u, uint64_t off)
{
	struct dwarf *dw = u->dw;
	struct dwarf_abbrevs *t = arena_new(&dw->arena, struct dwarf_abbrevs);
	struct cursor c = dwarf_cursor(dw, DWARF_ABBREV, off);
	const unsigned char *begin = c.p;

	t->is_dense = true;
	if (cursor_left(&c) > dw->abbrev_bytes)
		c.end = c.p + dw->abbrev_bytes;
	for (;;) {
		struct dwarf_abbrev row = { .code = cursor_uleb(&c) };
		if (!row.code)
			break;
		row.tag = (uint32_t)cursor_uleb(&c);
		row.has_children = cursor_u8(&c) == DW_CHILDREN_yes;
		read_specs(u, &c, t, &row);
		if (c.bad)
			break;
		t->is_dense = t->is_dense && row.code == t->n + 1;
		arena_push(&dw->arena, &t->rows, &t->n, &row);
	}
	dw->abbrev_bytes -= (uint64_t)(c.p - begin);
	if (!t->is_dense && t->n)
		qsort(t->rows, t->n, sizeof(*t->rows), by_code);
	return t;
}

static struct dwarf_abbrevs *find_abbrevs(struct dwarf_unit *u, uint64_t off)
{
	struct dwarf *dw = u->dw;
	uint32_t shape =
		(uint32_t)u->addr_size << 8 | (uint32_t)u->off_size << 4 | (u->version <= 2);
	struct dwarf_abbrevs **slot = &dw->abbrevs[(off ^ off >> 12) % DWARF_SLOTS];

	for (struct dwarf_abbrevs *t = *slot; t; t = t->next) {
		if (t->off == off && t->shape == shape)
			return t;
	}
	struct dwarf_abbrevs *t = read_abbrevs(u, off);
	t->off = off;
	t->shape = shape;
	t->next = *slot;
	*slot = t;
	return t;
}

/** Header of the unit at @p u->off; false: it makes no sense. */
static bool read_header(struct dwarf_unit *u, uint64_t *ret_abbrev)
{
	struct cursor c = dwarf_cursor(u->dw, DWARF_INFO, u->off);
	const unsigned char *begin = c.p;
	uint64_t length = cursor_number(&c, 4);

	u->off_size = 4;
	if (length == 0xffffffff) {
		u->off_size = 8;
		length = cursor_number(&c, 8);
	}
	if (c.bad || length > cursor_left(&c))
		return false;
	c.end = c.p + length;
	u->end = u->off + (uint64_t)(c.end - begin);
	u->version = (uint16_t)cursor_number(&c, 2);
	if (u->version < 2 || u->version > 5)
		return false;
	u->type = DW_UT_compile;
	if (u->version == 5) {
		u->type = cursor_u8(&c);
		u->addr_size = cursor_u8(&c);
		*ret_abbrev = cursor_number(&c, u->off_size);
		u->has_dwo_id = u->type == DW_UT_skeleton || u->type == DW_UT_split_compile;
		if (u->has_dwo_id)
			u->dwo_id = cursor_number(&c, 8);
		else if (u->type == DW_UT_type || u->type == DW_UT_split_type)
			cursor_skip(&c, 8 + u->off_size);
	} else {
		*ret_abbrev = cursor_number(&c, u->off_size);
		u->addr_size = cursor_u8(&c);
	}
	u->die_off = u->off + (uint64_t)(c.p - begin);
	return !c.bad && (u->addr_size == 2 || u->addr_size == 4 || u->addr_size == 8);
}

/** What a unit of another file has of its skeleton; its own tables are the only ones there, and begin behind
 *  their headers. */
static void inherit(struct dwarf_unit *u)
{
	const struct dwarf_unit *skeleton = u->dw->skeleton;

	if (!skeleton)
		return;
	u->low = skeleton->low;
	u->has_low = skeleton->has_low;
	u->comp_dir = skeleton->comp_dir;
	if (u->version < 5)
		return;
	u->str_offsets_base = u->off_size == 8 ? 16 : 8;
	u->rnglists_base = u->off_size == 8 ? 20 : 12;
}

/** Attributes of the unit's first entry.  Bases are needed to read the others, so they come first. */
static void read_root(struct dwarf_unit *u)
{
	struct cursor c = dwarf_cursor(u->dw, DWARF_INFO, u->die_off);
	struct dwarf_value low = { 0 }, name = { 0 }, dir = { 0 }, dwo = { 0 };

	inherit(u);

	c.end = c.p + (u->end - u->die_off);
	const struct dwarf_abbrev *a = dwarf_abbrev_find(u->abbrevs, cursor_uleb(&c));
	for (uint32_t i = 0; a && i < a->n && !c.bad; i++) {
		const struct dwarf_attr_spec *s = &u->abbrevs->specs[a->first + i];
		struct dwarf_value v = dwarf_value_read(u, &c, s->form, s->implicit);
		if (s->name == DW_AT_low_pc) {
			low = v;
		} else if (s->name == DW_AT_name) {
			name = v;
		} else if (s->name == DW_AT_comp_dir) {
			dir = v;
		} else if (s->name == DW_AT_stmt_list) {
			u->has_stmt_list = !c.bad;
			u->stmt_list = v.u;
		} else if (s->name == DW_AT_language) {
			u->language = (uint32_t)v.u;
		} else if (s->name == DW_AT_str_offsets_base) {
			u->str_offsets_base = v.u;
		} else if (s->name == DW_AT_addr_base || s->name == DW_AT_GNU_addr_base) {
			u->addr_base = v.u;
		} else if (s->name == DW_AT_rnglists_base) {
			u->rnglists_base = v.u;
		} else if (s->name == DW_AT_GNU_ranges_base) {
			u->ranges_base = v.u;
		} else if (s->name == DW_AT_dwo_name || s->name == DW_AT_GNU_dwo_name) {
			dwo = v;
		} else if (s->name == DW_AT_GNU_dwo_id) {
			u->has_dwo_id = !c.bad;
			u->dwo_id = v.u;
		}
	}
	if (!u->dw->skeleton || low.form)
		u->has_low = dwarf_value_addr(u, &low, &u->low);
	u->name = dwarf_value_text(u, &name);
	if (!u->dw->skeleton || dir.form)
		u->comp_dir = dwarf_value_text(u, &dir);
	u->dwo_name = dwarf_value_text(u, &dwo);
	if (a && a->has_children && !c.bad)
		u->first_child = u->end - cursor_left(&c);
}

struct dwarf_unit *dwarf_unit_at(struct dwarf *dw, uint64_t off)
{
	struct dwarf_unit **slot = &dw->units[(off ^ off >> 12) % DWARF_SLOTS];
	uint64_t abbrev = 0;

	for (struct dwarf_unit *u = *slot; u; u = u->next) {
		if (u->off == off)
			return u->abbrevs ? u : NULL;
	}
	if (off >= dw->sections[DWARF_INFO].n)
		return NULL;
	struct dwarf_unit *u = arena_new(&dw->arena, struct dwarf_unit);
	*u = (struct dwarf_unit){ .dw = dw, .off = off, .next = *slot };
	*slot = u;
	if (!read_header(u, &abbrev))
		return NULL;
	u->abbrevs = find_abbrevs(u, abbrev);
	read_root(u);
	return u;
}

size_t dwarf_unit_offs(struct dwarf *dw, const uint64_t **ret)
{
	size_t cap = 0;

	if (!dw->unit_offs) {
		dw->unit_offs = xcalloc(1, sizeof(*dw->unit_offs));
		struct cursor c = dwarf_cursor(dw, DWARF_INFO, 0);
		const unsigned char *begin = c.p;
		while (cursor_left(&c) > 11 && dw->n_unit_offs < LIMIT_DEBUG_UNITS) {
			uint64_t off = (uint64_t)(c.p - begin);
			uint64_t length = cursor_number(&c, 4);
			if (length == 0xffffffff)
				length = cursor_number(&c, 8);
			cursor_skip(&c, length);
			if (c.bad)
				break;
			if (dw->n_unit_offs == cap) {
				cap = cap ? 2 * cap : 256;
				dw->unit_offs =
					xreallocarray(dw->unit_offs, cap, sizeof(*dw->unit_offs));
			}
			dw->unit_offs[dw->n_unit_offs++] = off;
		}
	}
	*ret = dw->unit_offs;
	return dw->n_unit_offs;
}

struct dwarf_unit *dwarf_unit_containing(struct dwarf *dw, uint64_t off)
{
	const uint64_t *offs;
	size_t n = dwarf_unit_offs(dw, &offs);
	size_t lo = bisect(n, i, offs[i] <= off);
	struct dwarf_unit *u = lo ? dwarf_unit_at(dw, offs[lo - 1]) : NULL;
	return u && off >= u->die_off && off < u->end ? u : NULL;
}
