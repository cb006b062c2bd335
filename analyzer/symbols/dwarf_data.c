// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/dwarf_data.h"

#include "analyzer/symbols/dwarf_index.h"
#include "analyzer/symbols/relocate.h"
#include <elf.h>

/** Bytes that are read at most of abbreviations and of heads of line tables over the life of a file, as
 *  a multiple of their sections: units share abbreviations, and hostile ones overlap. */
#define READ_TIMES 4
#define READ_FREE  ((uint64_t)1 << 20)

static const char *const names[DWARF_SECTION_COUNT] = {
	[DWARF_INFO] = ".debug_info",         [DWARF_ABBREV] = ".debug_abbrev",
	[DWARF_LINE] = ".debug_line",         [DWARF_STR] = ".debug_str",
	[DWARF_LINE_STR] = ".debug_line_str", [DWARF_ARANGES] = ".debug_aranges",
	[DWARF_RANGES] = ".debug_ranges",     [DWARF_RNGLISTS] = ".debug_rnglists",
	[DWARF_ADDR] = ".debug_addr",         [DWARF_STR_OFFSETS] = ".debug_str_offsets",
};

const char *dwarf_section_name(enum dwarf_section section)
{
	return names[section];
}

/** What may be read of it; false: there are no units. */
static bool begin(struct dwarf *dw)
{
	dw->abbrev_bytes = READ_TIMES * dw->sections[DWARF_ABBREV].n + READ_FREE;
	dw->head_bytes = READ_TIMES * dw->sections[DWARF_LINE].n + READ_FREE;
	return dw->sections[DWARF_INFO].n && dw->sections[DWARF_ABBREV].n;
}

struct dwarf *dwarf_new_split(struct elf_file *ef, const struct slice sections[DWARF_SECTION_COUNT],
                              const struct dwarf_unit *skeleton)
{
	_cleanup_free_ struct dwarf *dw = xcalloc(1, sizeof(*dw));

	dw->ef = ef;
	dw->big_endian = ef->big_endian;
	dw->skeleton = skeleton;
	memcpy(dw->sections, sections, sizeof(dw->sections));
	return begin(dw) ? take(dw) : NULL;
}

struct dwarf *dwarf_new(struct elf_file *ef)
{
	_cleanup_free_ struct dwarf *dw = xcalloc(1, sizeof(*dw));

	dw->ef = ef;
	dw->big_endian = ef->big_endian;
	for (int i = 0; i < DWARF_SECTION_COUNT; i++) {
		struct elf_section *s = elf_file_section(ef, names[i]);
		if (!s)
			continue;
		if (ef->type == ET_REL)
			relocate_section(ef, s);
		dw->sections[i] = elf_file_data(ef, s);
	}
	return begin(dw) ? take(dw) : NULL;
}

void dwarf_free(struct dwarf *dw)
{
	if (!dw)
		return;
	dwarf_index_free(dw->index);
	free(dw->unit_offs);
	arena_deinit(&dw->arena);
	free(dw);
}
