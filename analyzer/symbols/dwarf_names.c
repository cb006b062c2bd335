// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/dwarf_names.h"

#include "analyzer/symbols/elf_view.h"
#include "parsers/base/hash.h"
#include "parsers/limits.h"
#include <dwarf.h>

/** Units whose abbreviations are kept at a time: those of all units of vmlinux have some 60 MiB. */
#define UNITS_AT_ONCE 64

/** Bytes of abbreviations that are read at most, as a multiple of their section: units far from one another
 *  that share some read them again, and hostile units share the largest. */
#define ABBREV_TIMES 16

/** Names of one file; vmlinux has some 25,000. */
#define NAMES_MAX ((size_t)16 << 20)

enum kind {
	KIND_TYPE,
	KIND_TYPEDEF,
	KIND_COUNT,
};

struct entry {
	struct slice name; /**< a view of the file; p NULL: free */
	struct dwarf_ref refs[KIND_COUNT];
};

struct dwarf_names {
	struct entry *entries; /**< by hash of the name */
	size_t n, size;        /**< size: a power of 2 */
	struct arena arena;    /**< of names that are in .debug_info */
};

/** One file under way. */
struct scan {
	struct dwarf_names *names;
	struct dwarf *dw;                /**< the file */
	struct elf_view info;            /**< its .debug_info */
	uint64_t abbrev_bytes;           /**< that may still be read */
	struct dwarf *part;              /**< the same, to read some of its units with */
	unsigned char *seen[KIND_COUNT]; /**< a bit per byte of .debug_str: a name there is known */
};

static struct entry *find(const struct dwarf_names *n, struct slice name)
{
	size_t at = slice_hash(name) & (n->size - 1);

	while (n->entries[at].name.p && !slice_eq(n->entries[at].name, name))
		at = (at + 1) & (n->size - 1);
	return &n->entries[at];
}

static void grow(struct dwarf_names *n)
{
	struct dwarf_names old = *n;

	n->size = old.size ? 2 * old.size : 4096;
	n->entries = xcalloc(n->size, sizeof(*n->entries));
	for (size_t i = 0; i < old.size; i++)
		if (old.entries[i].name.p)
			*find(n, old.entries[i].name) = old.entries[i];
	free(old.entries);
}

static void add(struct scan *s, enum kind kind, struct slice name, bool is_inline,
                struct dwarf_ref ref)
{
	struct dwarf_names *n = s->names;

	if (n->n >= NAMES_MAX)
		return;
	if (2 * (n->n + 1) > n->size)
		grow(n);
	struct entry *e = find(n, name);
	if (!e->name.p) {
		e->name = is_inline ? arena_dup(&n->arena, name) : name;
		n->n++;
	}
	if (!e->refs[kind].dw)
		e->refs[kind] = ref;
}

static bool is_type(uint32_t tag)
{
	return tag == DW_TAG_structure_type || tag == DW_TAG_union_type ||
	       tag == DW_TAG_class_type || tag == DW_TAG_enumeration_type;
}

/** Is the name at @p v known?  It is from now on. */
static bool was_seen(struct scan *s, enum kind kind, const struct dwarf_value *v)
{
	if (v->form != DW_FORM_strp || v->u >= s->part->sections[DWARF_STR].n)
		return false;
	unsigned char *byte = &s->seen[kind][v->u / 8], bit = (unsigned char)(1u << v->u % 8);
	bool was = *byte & bit;
	*byte |= bit;
	return was;
}

static bool look_at(struct scan *s, struct dwarf_unit *u, uint64_t off, struct dwarf_die *die)
{
	struct dwarf_ask asks[] = { { .name = DW_AT_name }, { .name = DW_AT_declaration } };
	enum kind kind = is_type(die->tag) ? KIND_TYPE : KIND_TYPEDEF;

	if (!dwarf_die_ask(u, off, asks, 2, die))
		return false;
	if (!asks[0].value.form || asks[1].value.form || was_seen(s, kind, &asks[0].value))
		return true;
	struct slice name = dwarf_value_text(u, &asks[0].value);
	if (name.n && name.n < LIMIT_NAME_BYTES)
		add(s, kind, name, asks[0].value.form == DW_FORM_string,
		    (struct dwarf_ref){ s->dw, u->off, off });
	return true;
}

/** The outermost entries of a unit. */
static void scan_unit(struct scan *s, struct dwarf_unit *u)
{
	uint64_t off = u->first_child;
	unsigned depth = 0;
	struct dwarf_die die;

	while (off && dwarf_die_peek(u, off, &die)) {
		if (!die.tag && !depth--)
			return;
		if (!depth && (is_type(die.tag) || die.tag == DW_TAG_typedef) &&
		    !look_at(s, u, off, &die))
			return;
		if (die.has_children && !die.sibling)
			depth++;
		off = die.has_children && die.sibling ? die.sibling : die.next;
	}
}

static void part_begin(struct scan *s)
{
	s->part = dwarf_new(s->dw->ef);
	s->part->alt = s->dw->alt;
	s->part->sections[DWARF_INFO] = s->info.bytes;
	s->part->work.entries = s->info.bytes.n;
	s->part->abbrev_bytes = s->abbrev_bytes;
}

static void part_end(struct scan *s)
{
	s->abbrev_bytes = s->part->abbrev_bytes;
	dwarf_free(s->part);
}

/** Where the unit behind the one at @p off begins; 0: there is none. */
static uint64_t next_unit(const struct scan *s, uint64_t off)
{
	struct cursor c = dwarf_cursor(s->part, DWARF_INFO, off);
	uint64_t length = cursor_number(&c, 4);

	if (length == 0xffffffff)
		length = cursor_number(&c, 8);
	cursor_skip(&c, length);
	return c.bad || !cursor_left(&c) ? 0 : s->info.bytes.n - cursor_left(&c);
}

static void scan_units(struct scan *s)
{
	uint64_t off = 0;

	part_begin(s);
	for (size_t i = 0; i < LIMIT_DEBUG_UNITS; i++) {
		struct dwarf_unit *u = dwarf_unit_at(s->part, off);
		if (u)
			scan_unit(s, u);
		off = next_unit(s, off);
		if (!off)
			break;
		if (i % UNITS_AT_ONCE)
			continue;
		elf_view_forget(&s->info, off);
		part_end(s);
		part_begin(s);
	}
	part_end(s);
}

static void scan_file(struct dwarf_names *names, struct dwarf *dw)
{
	struct scan s = { .names = names, .dw = dw };
	size_t bytes = dw->sections[DWARF_STR].n / 8 + 1;

	s.abbrev_bytes = ABBREV_TIMES * dw->sections[DWARF_ABBREV].n;
	elf_view_init(&s.info, dw->ef, ".debug_info");
	for (enum kind kind = 0; kind < KIND_COUNT; kind++)
		s.seen[kind] = xcalloc(1, bytes);
	scan_units(&s);
	elf_view_deinit(&s.info);
	for (enum kind kind = 0; kind < KIND_COUNT; kind++)
		free(s.seen[kind]);
}

struct dwarf_names *dwarf_names_new(struct dwarf *dw)
{
	struct dwarf_names *n = xcalloc(1, sizeof(*n));

	grow(n);
	scan_file(n, dw);
	if (dw->alt)
		scan_file(n, dw->alt);
	return n;
}

void dwarf_names_free(struct dwarf_names *n)
{
	if (!n)
		return;
	free(n->entries);
	arena_deinit(&n->arena);
	free(n);
}

struct dwarf_ref dwarf_names_find(const struct dwarf_names *n, struct slice name)
{
	const struct entry *e = find(n, name);

	return e->refs[KIND_TYPE].dw ? e->refs[KIND_TYPE] : e->refs[KIND_TYPEDEF];
}
