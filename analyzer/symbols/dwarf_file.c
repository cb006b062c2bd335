// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/dwarf_file.h"

#include "parsers/limits.h"
#include <dwarf.h>
#include <elfutils/libdw.h>

struct dwarf_file {
	Dwarf *dw;
};

struct dwarf_file *dwarf_file_open(struct elf_file *ef)
{
	if (ef->type == ET_REL || !elf_file_section(ef, ".debug_info"))
		return NULL;
	Dwarf *dw = dwarf_begin_elf(ef->elf, DWARF_C_READ, NULL);
	if (!dw)
		return NULL;
	struct dwarf_file *d = xcalloc(1, sizeof(*d));
	d->dw = dw;
	return d;
}

void dwarf_file_free(struct dwarf_file *d)
{
	if (!d)
		return;
	dwarf_end(d->dw);
	free(d);
}

static struct slice copy(struct arena *arena, const char *text)
{
	return text ? arena_dup(arena, slice_head(slice_str(text), LIMIT_NAME_BYTES))
	            : (struct slice){ NULL, 0 };
}

static const char *die_text(Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attr;
	Dwarf_Attribute *a = dwarf_attr_integrate(die, name, &attr);
	return a ? dwarf_formstring(a) : NULL;
}

static uint32_t die_number(Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attr;
	Dwarf_Word v = 0;
	Dwarf_Attribute *a = dwarf_attr_integrate(die, name, &attr);
	return a && dwarf_formudata(a, &v) == 0 && v <= UINT32_MAX ? (uint32_t)v : 0;
}

static struct slice function_name(Dwarf_Die *die, struct arena *arena)
{
	const char *name = die_text(die, DW_AT_linkage_name);
	if (!name)
		name = die_text(die, DW_AT_MIPS_linkage_name);
	if (!name)
		name = die_text(die, DW_AT_name);
	return copy(arena, name);
}

static struct slice full_path(struct slice dir, const char *file, struct arena *arena)
{
	if (!file || file[0] == '/' || !dir.n)
		return copy(arena, file);
	return arena_printf(arena, SLICE_FMT "/%.*s", SLICE_ARG(dir), (int)LIMIT_PATH_BYTES, file);
}

static void add_line(Dwarf_Die *cu, struct debug_query *q, struct arena *arena)
{
	Dwarf_Line *line = dwarf_getsrc_die(cu, q->addr);
	int number = 0, column = 0;
	struct place *p = &q->places[0];

	p->dir = copy(arena, die_text(cu, DW_AT_comp_dir));
	if (!line || dwarf_lineno(line, &number) != 0 || number <= 0)
		return;
	dwarf_linecol(line, &column);
	p->file = full_path(p->dir, dwarf_linesrc(line, NULL, NULL), arena);
	p->line = (uint32_t)number;
	p->column = column > 0 ? (uint32_t)column : 0;
	q->knowledge = KNOWLEDGE_LINE;
}

/** The place outside of @p inner, by what the inlined @p die says of its call. */
static void set_call(Dwarf_Die *cu, Dwarf_Die *die, const struct place *inner, struct place *outer,
                     struct arena *arena)
{
	Dwarf_Files *files = NULL;
	size_t n = 0;
	uint32_t file = die_number(die, DW_AT_call_file);

	outer->dir = inner->dir;
	outer->line = die_number(die, DW_AT_call_line);
	outer->column = die_number(die, DW_AT_call_column);
	if (dwarf_getsrcfiles(cu, &files, &n) == 0 && file < n)
		outer->file = full_path(outer->dir, dwarf_filesrc(files, file, NULL, NULL), arena);
}

static void lookup_one(struct dwarf_file *d, struct debug_query *q, struct arena *arena)
{
	Dwarf_Die cu;
	Dwarf_Die *at = NULL, *scopes = NULL;
	struct place places[LIMIT_INLINE_DEPTH] = { 0 };
	size_t n = 0;

	if (!dwarf_addrdie(d->dw, q->addr, &cu))
		return;
	q->places = places;
	add_line(&cu, q, arena);
	// The innermost scope first; then those around the code, not around the definition.
	int n_scopes = dwarf_getscopes(&cu, q->addr, &at);
	if (n_scopes > 0)
		n_scopes = dwarf_getscopes_die(&at[0], &scopes);
	for (int i = 0; i < n_scopes && n < LIMIT_INLINE_DEPTH; i++) {
		int tag = dwarf_tag(&scopes[i]);
		if (tag != DW_TAG_subprogram && tag != DW_TAG_inlined_subroutine)
			continue;
		places[n].function = function_name(&scopes[i], arena);
		places[n].decl_line = die_number(&scopes[i], DW_AT_decl_line);
		places[n].inlined = tag == DW_TAG_inlined_subroutine && n + 1 < LIMIT_INLINE_DEPTH;
		if (places[n].inlined)
			set_call(&cu, &scopes[i], &places[n], &places[n + 1], arena);
		n++;
		if (tag == DW_TAG_subprogram)
			break;
	}
	free(at);
	free(scopes);
	if (!n && q->knowledge == KNOWLEDGE_LINE)
		n = 1;
	q->places = NULL;
	if (!n)
		return;
	if (q->knowledge < KNOWLEDGE_DWARF)
		q->knowledge = KNOWLEDGE_DWARF;
	q->places = arena_array(arena, struct place, n);
	q->n_places = n;
	memcpy(q->places, places, n * sizeof(*places));
}

void dwarf_file_lookup(struct dwarf_file *d, struct debug_query *const *sorted, size_t n,
                       struct arena *arena)
{
	for (size_t i = 0; i < n; i++)
		lookup_one(d, sorted[i], arena);
}
