// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/dwarf_data.h"
#include <dwarf.h>

/** The next @p n bytes. */
static struct slice block_read(struct cursor *c, uint64_t n)
{
	struct cursor part = cursor_part(c, n);

	return (struct slice){ (const char *)part.p, cursor_left(&part) };
}

struct dwarf_value dwarf_value_read(const struct dwarf_unit *u, struct cursor *c, unsigned form,
                                    int64_t implicit)
{
	struct dwarf_value v = { .form = (uint16_t)form };

	switch (form) {
	case DW_FORM_implicit_const:
		v.u = (uint64_t)implicit;
		break;
	case DW_FORM_flag_present:
		v.u = 1;
		break;
	case DW_FORM_string:
		v.text = cursor_text(c);
		break;
	case DW_FORM_data1:
	case DW_FORM_flag:
	case DW_FORM_ref1:
	case DW_FORM_strx1:
	case DW_FORM_addrx1:
		v.u = cursor_u8(c);
		break;
	case DW_FORM_data2:
	case DW_FORM_ref2:
	case DW_FORM_strx2:
	case DW_FORM_addrx2:
		v.u = cursor_number(c, 2);
		break;
	case DW_FORM_strx3:
	case DW_FORM_addrx3:
		v.u = cursor_number(c, 3);
		break;
	case DW_FORM_data4:
	case DW_FORM_ref4:
	case DW_FORM_strx4:
	case DW_FORM_addrx4:
	case DW_FORM_ref_sup4:
		v.u = cursor_number(c, 4);
		break;
	case DW_FORM_data8:
	case DW_FORM_ref8:
	case DW_FORM_ref_sup8:
		v.u = cursor_number(c, 8);
		break;
	case DW_FORM_addr:
		v.u = cursor_number(c, u->addr_size);
		break;
	case DW_FORM_ref_addr:
		v.u = cursor_number(c, u->version <= 2 ? u->addr_size : u->off_size);
		break;
	case DW_FORM_strp:
	case DW_FORM_line_strp:
	case DW_FORM_sec_offset:
	case DW_FORM_strp_sup:
	case DW_FORM_GNU_strp_alt:
	case DW_FORM_GNU_ref_alt:
		v.u = cursor_number(c, u->off_size);
		break;
	case DW_FORM_sdata:
		v.u = (uint64_t)cursor_sleb(c);
		break;
	case DW_FORM_udata:
	case DW_FORM_ref_udata:
	case DW_FORM_strx:
	case DW_FORM_addrx:
	case DW_FORM_rnglistx:
	case DW_FORM_GNU_addr_index:
	case DW_FORM_GNU_str_index:
		v.u = cursor_uleb(c);
		break;
	case DW_FORM_block1:
		v.text = block_read(c, cursor_u8(c));
		break;
	case DW_FORM_block2:
		v.text = block_read(c, cursor_number(c, 2));
		break;
	case DW_FORM_block4:
		v.text = block_read(c, cursor_number(c, 4));
		break;
	case DW_FORM_block:
	case DW_FORM_exprloc:
		v.text = block_read(c, cursor_uleb(c));
		break;
	case DW_FORM_indirect:
		return dwarf_value_read(u, c, dwarf_form_indirect(c), 0);
	default:
		dwarf_value_skip(u, c, form);
	}
	if (c->bad)
		v.form = 0;
	return v;
}

/** Text number @p i of the unit's part of .debug_str_offsets. */
static struct slice indexed_text(const struct dwarf_unit *u, uint64_t i)
{
	if (i > UINT32_MAX)
		return (struct slice){ NULL, 0 };
	struct cursor c =
		dwarf_cursor(u->dw, DWARF_STR_OFFSETS, u->str_offsets_base + i * u->off_size);
	uint64_t off = cursor_number(&c, u->off_size);
	return c.bad ? (struct slice){ NULL, 0 } : dwarf_text(u->dw, DWARF_STR, off);
}

struct slice dwarf_value_text(const struct dwarf_unit *u, const struct dwarf_value *v)
{
	switch (v->form) {
	case DW_FORM_string:
		return v->text;
	case DW_FORM_strp:
		return dwarf_text(u->dw, DWARF_STR, v->u);
	case DW_FORM_line_strp:
		return dwarf_text(u->dw, DWARF_LINE_STR, v->u);
	case DW_FORM_strp_sup:
	case DW_FORM_GNU_strp_alt:
		return u->dw->alt ? dwarf_text(u->dw->alt, DWARF_STR, v->u)
		                  : (struct slice){ NULL, 0 };
	case DW_FORM_strx:
	case DW_FORM_strx1:
	case DW_FORM_strx2:
	case DW_FORM_strx3:
	case DW_FORM_strx4:
	case DW_FORM_GNU_str_index:
		return indexed_text(u, v->u);
	default:
		return (struct slice){ NULL, 0 };
	}
}

bool dwarf_value_addr(const struct dwarf_unit *u, const struct dwarf_value *v, uint64_t *ret)
{
	switch (v->form) {
	case DW_FORM_addr:
		*ret = v->u;
		return true;
	case DW_FORM_addrx:
	case DW_FORM_addrx1:
	case DW_FORM_addrx2:
	case DW_FORM_addrx3:
	case DW_FORM_addrx4:
	case DW_FORM_GNU_addr_index: {
		if (v->u > UINT32_MAX)
			return false;
		u = dwarf_unit_main(u);
		struct cursor c =
			dwarf_cursor(u->dw, DWARF_ADDR, u->addr_base + v->u * u->addr_size);
		*ret = cursor_number(&c, u->addr_size);
		return !c.bad;
	}
	default:
		return false;
	}
}

/** Put a value where it belongs; most attributes belong nowhere. */
static void die_set(struct dwarf_die *die, unsigned name, const struct dwarf_value *v)
{
	switch (name) {
	case DW_AT_low_pc:
		die->low = *v;
		break;
	case DW_AT_high_pc:
		die->high = *v;
		break;
	case DW_AT_ranges:
		die->ranges = *v;
		break;
	case DW_AT_name:
		die->name = *v;
		break;
	case DW_AT_linkage_name:
	case DW_AT_MIPS_linkage_name:
		die->linkage_name = *v;
		break;
	case DW_AT_abstract_origin:
		die->origin = *v;
		break;
	case DW_AT_specification:
		die->specification = *v;
		break;
	case DW_AT_sibling:
		die->sibling = v->u + (v->form == DW_FORM_ref_addr ? 0 : die->unit->off);
		break;
	case DW_AT_call_file:
		die->call_file = (uint32_t)v->u;
		break;
	case DW_AT_call_line:
		die->call_line = (uint32_t)v->u;
		break;
	case DW_AT_call_column:
		die->call_column = (uint32_t)v->u;
		break;
	case DW_AT_decl_line:
		die->decl_line = (uint32_t)v->u;
		break;
	default:
		break;
	}
}

static bool is_wanted(unsigned name)
{
	switch (name) {
	case DW_AT_low_pc:
	case DW_AT_high_pc:
	case DW_AT_ranges:
	case DW_AT_name:
	case DW_AT_linkage_name:
	case DW_AT_MIPS_linkage_name:
	case DW_AT_abstract_origin:
	case DW_AT_specification:
	case DW_AT_sibling:
	case DW_AT_call_file:
	case DW_AT_call_line:
	case DW_AT_call_column:
	case DW_AT_decl_line:
		return true;
	default:
		return false;
	}
}

/** Begin an entry: its abbreviation; NULL: the end of a list (ret->tag 0, true) or damaged (false). */
static bool die_begin(struct dwarf_unit *u, uint64_t off, struct dwarf_die *ret, struct cursor *c,
                      const struct dwarf_abbrev **ret_abbrev)
{
	if (off < u->die_off || off >= u->end || !u->dw->work.entries)
		return false;
	u->dw->work.entries--;
	*c = dwarf_cursor(u->dw, DWARF_INFO, off);
	c->end = c->p + (u->end - off);
	uint64_t code = cursor_uleb(c);
	ret->unit = u;
	ret->off = off;
	ret->sibling = 0;
	*ret_abbrev = code ? dwarf_abbrev_find(u->abbrevs, code) : NULL;
	ret->tag = *ret_abbrev ? (*ret_abbrev)->tag : 0;
	ret->has_children = *ret_abbrev && (*ret_abbrev)->has_children;
	ret->next = u->end - cursor_left(c);
	return !c->bad && (!code || *ret_abbrev);
}

static bool die_end(struct dwarf_unit *u, struct dwarf_die *die, const struct cursor *c)
{
	die->next = u->end - cursor_left(c);
	// A sibling in front of its children would make a walk go round.
	if (die->sibling && (die->sibling < die->next || die->sibling >= u->end))
		die->sibling = 0;
	return !c->bad;
}

bool dwarf_die_read(struct dwarf_unit *u, uint64_t off, struct dwarf_die *ret)
{
	const struct dwarf_abbrev *a;
	struct cursor c;

	*ret = (struct dwarf_die){ .unit = u };
	if (!die_begin(u, off, ret, &c, &a))
		return false;
	for (uint32_t i = 0; a && i < a->n; i++) {
		const struct dwarf_attr_spec *s = &u->abbrevs->specs[a->first + i];
		if (!is_wanted(s->name)) {
			dwarf_value_skip(u, &c, s->form);
			continue;
		}
		struct dwarf_value v = dwarf_value_read(u, &c, s->form, s->implicit);
		die_set(ret, s->name, &v);
	}
	return die_end(u, ret, &c);
}

bool dwarf_die_ask(struct dwarf_unit *u, uint64_t off, struct dwarf_ask *asks, size_t n,
                   struct dwarf_die *ret)
{
	const struct dwarf_abbrev *a;
	struct cursor c;

	for (size_t k = 0; k < n; k++)
		asks[k].value = (struct dwarf_value){ .form = 0 };
	if (!die_begin(u, off, ret, &c, &a))
		return false;
	for (uint32_t i = 0; a && i < a->n; i++) {
		const struct dwarf_attr_spec *s = &u->abbrevs->specs[a->first + i];
		size_t k = 0;
		while (k < n && asks[k].name != s->name)
			k++;
		if (k == n && s->name != DW_AT_sibling) {
			dwarf_value_skip(u, &c, s->form);
			continue;
		}
		struct dwarf_value v = dwarf_value_read(u, &c, s->form, s->implicit);
		if (k < n)
			asks[k].value = v;
		else
			die_set(ret, s->name, &v);
	}
	return die_end(u, ret, &c);
}

bool dwarf_die_peek(struct dwarf_unit *u, uint64_t off, struct dwarf_die *ret)
{
	const struct dwarf_abbrev *a;
	struct cursor c;

	if (!die_begin(u, off, ret, &c, &a))
		return false;
	if (a && a->fixed != ABBREV_VARIES && !a->has_children) {
		cursor_skip(&c, a->fixed);
		return die_end(u, ret, &c);
	}
	for (uint32_t i = 0; a && i < a->n; i++) {
		const struct dwarf_attr_spec *s = &u->abbrevs->specs[a->first + i];
		if (s->name == DW_AT_sibling) {
			struct dwarf_value v = dwarf_value_read(u, &c, s->form, s->implicit);
			die_set(ret, s->name, &v);
		} else {
			dwarf_value_skip(u, &c, s->form);
		}
	}
	return die_end(u, ret, &c);
}

bool dwarf_die_follow(struct dwarf_unit *u, const struct dwarf_value *v, struct dwarf_die *ret)
{
	struct dwarf_unit *target;

	switch (v->form) {
	case DW_FORM_ref1:
	case DW_FORM_ref2:
	case DW_FORM_ref4:
	case DW_FORM_ref8:
	case DW_FORM_ref_udata:
		return v->u < u->end - u->off && dwarf_die_read(u, u->off + v->u, ret);
	case DW_FORM_ref_addr:
		target = dwarf_unit_containing(u->dw, v->u);
		break;
	case DW_FORM_GNU_ref_alt:
	case DW_FORM_ref_sup4:
	case DW_FORM_ref_sup8:
		target = u->dw->alt ? dwarf_unit_containing(u->dw->alt, v->u) : NULL;
		break;
	default:
		return false;
	}
	return target && dwarf_die_read(target, v->u, ret);
}
