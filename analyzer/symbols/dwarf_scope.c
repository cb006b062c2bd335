// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/dwarf_scope.h"

#include "parsers/base/bisect.h"
#include "parsers/limits.h"
#include <dwarf.h>

/** Entries that refer to one another until one has a name: concrete, abstract, declaration. */
#define ORIGIN_STEPS 16

struct scan {
	struct dwarf_unit *u;
	const struct scope_sink *sink;
	bool *done; /**< of each address */
	size_t n_left;
	struct dwarf_die *chain;
	const struct dwarf_die *function; /**< whose ranges are being looked at */
	bool thorough;
};

/** Offset behind @p d and all that is below it; 0: damaged. */
static uint64_t behind(struct dwarf_unit *u, const struct dwarf_die *d)
{
	struct dwarf_die at = *d;
	uint64_t open = 0;

	if (!d->has_children)
		return d->next;
	if (d->sibling)
		return d->sibling;
	do {
		if (at.has_children && at.sibling && open) {
			at.next = at.sibling;
		} else if (at.tag == 0) {
			open--;
		} else if (at.has_children) {
			open++;
		}
		if (!open)
			return at.next;
	} while (dwarf_die_peek(u, at.next, &at));
	return 0;
}

static bool is_block(uint32_t tag)
{
	return tag == DW_TAG_lexical_block || tag == DW_TAG_try_block ||
	       tag == DW_TAG_catch_block || tag == DW_TAG_with_stmt;
}

/** Go down from function @p s->function to what is inlined at @p addr. */
static size_t find_inlined(struct scan *s, uint64_t addr)
{
	struct dwarf_die d = *s->function;
	uint64_t off = d.next, open = 0;
	size_t n = 1;

	s->chain[0] = d;
	if (!d.has_children)
		return n;
	while (off && dwarf_die_peek(s->u, off, &d)) {
		if (!d.tag) {
			if (!open--)
				break;
			off = d.next;
			continue;
		}
		bool inlined = d.tag == DW_TAG_inlined_subroutine;
		enum dwarf_hit hit = DWARF_OUTSIDE;
		if ((inlined || is_block(d.tag)) && dwarf_die_read(s->u, off, &d))
			hit = dwarf_die_contains(&d, addr);
		if (hit == DWARF_INSIDE) { // what is beside it does not matter any more
			if (inlined && n == LIMIT_INLINE_DEPTH)
				break;
			if (inlined)
				s->chain[n++] = d;
			if (!d.has_children)
				break;
			open = 0;
			off = d.next;
		} else if (hit == DWARF_NO_RANGES && !inlined && d.has_children) {
			open++; // a block that only holds declarations and other blocks
			off = d.next;
		} else {
			off = behind(s->u, &d);
		}
	}
	return n;
}

static size_t first_from(const struct scope_sink *sink, uint64_t addr)
{
	return bisect(sink->n, i, sink->addrs[i] < addr);
}

/** A range of a function's code: tell of each address in it. */
static bool scan_range(void *ctx, uint64_t begin, uint64_t end)
{
	struct scan *s = ctx;

	for (size_t i = first_from(s->sink, begin); i < s->sink->n && s->sink->addrs[i] < end;
	     i++) {
		if (!s->u->dw->work.ranges)
			return false;
		s->u->dw->work.ranges--;
		if (s->done[i])
			continue;
		s->done[i] = true;
		s->n_left--;
		struct scope_chain chain = { .dies = s->chain };
		chain.n = find_inlined(s, s->sink->addrs[i]);
		s->sink->found(s->sink->ctx, i, &chain);
	}
	return s->n_left > 0;
}

/** May functions with code be below an entry of this tag? C has none inside of types. */
static bool holds_functions(const struct scan *s, uint32_t tag)
{
	switch (tag) {
	case DW_TAG_namespace:
	case DW_TAG_module:
		return true;
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
	case DW_TAG_class_type:
	case DW_TAG_interface_type:
	case DW_TAG_enumeration_type:
		switch (s->u->language) {
		case DW_LANG_C89:
		case DW_LANG_C:
		case DW_LANG_C99:
		case DW_LANG_C11:
			return s->thorough;
		default:
			return true;
		}
	default:
		return s->thorough;
	}
}

static void scan_unit(struct scan *s)
{
	uint64_t off = s->u->first_child, open = 0;
	struct dwarf_die d, function;

	while (off && s->n_left && dwarf_die_peek(s->u, off, &d)) {
		if (!d.tag) {
			if (!open--)
				break;
			off = d.next;
			continue;
		}
		if (d.tag == DW_TAG_subprogram && dwarf_die_read(s->u, off, &function)) {
			s->function = &function;
			dwarf_die_ranges(&function, scan_range, s);
		}
		if (d.has_children && holds_functions(s, d.tag)) {
			open++;
			off = d.next;
		} else {
			off = behind(s->u, &d);
		}
	}
}

void scope_find(struct dwarf_unit *u, const struct scope_sink *sink)
{
	_cleanup_free_ bool *done = xcalloc(sink->n + 1, sizeof(*done));
	_cleanup_free_ struct dwarf_die *chain = xcalloc(LIMIT_INLINE_DEPTH, sizeof(*chain));
	struct scan s = { .u = u, .sink = sink, .done = done, .n_left = sink->n, .chain = chain };

	scan_unit(&s);
	s.thorough = true; // functions inside of functions, and of types
	if (s.n_left)
		scan_unit(&s);
}

/** The entry that @p d is a copy or the definition of. */
static bool go_to_origin(struct dwarf_die *d)
{
	struct dwarf_die next;
	const struct dwarf_value *v = d->origin.form ? &d->origin : &d->specification;

	if (!v->form || !dwarf_die_follow(d->unit, v, &next))
		return false;
	*d = next;
	return true;
}

struct slice scope_name(const struct dwarf_die *die)
{
	struct dwarf_die d = *die;
	struct slice name = { NULL, 0 };

	for (int i = 0; i < ORIGIN_STEPS; i++) {
		struct slice linkage = dwarf_value_text(d.unit, &d.linkage_name);
		if (linkage.p)
			return linkage;
		if (!name.p)
			name = dwarf_value_text(d.unit, &d.name);
		if (!go_to_origin(&d))
			break;
	}
	return name;
}

uint32_t scope_decl_line(const struct dwarf_die *die)
{
	struct dwarf_die d = *die;

	for (int i = 0; i < ORIGIN_STEPS && !d.decl_line; i++) {
		if (!go_to_origin(&d))
			break;
	}
	return d.decl_line;
}
