// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * DWARF data: sections of one file, its units and their abbreviations, and values of attributes.
 *
 * What the files of the reader share: dwarf_data.c (sections, relocation), dwarf_unit.c (units,
 * abbreviations), dwarf_die.c (entries and their values), dwarf_ranges.c, dwarf_line.c, dwarf_index.c,
 * dwarf_split.c (units whose entries are in other files).
 * Everything is read in place and checked on the way; nothing of the input is trusted: offsets are
 * compared with the section's end, and work is counted (struct dwarf_work).
 *
 * Lifetime   texts are views of the file's sections
 * Source     DWARF 2 to 5 (dwarfstd.org), with the GNU extensions for dwz (DW_FORM_GNU_ref_alt, …) and for
 *            split DWARF 4 (gcc.gnu.org/wiki/DebugFission)
 */
#pragma once

#include "analyzer/symbols/cursor.h"
#include "analyzer/symbols/elf_file.h"
#include "parsers/base/arena.h"

enum dwarf_section {
	DWARF_INFO,
	DWARF_ABBREV,
	DWARF_LINE,
	DWARF_STR,
	DWARF_LINE_STR,
	DWARF_ARANGES,
	DWARF_RANGES,
	DWARF_RNGLISTS,
	DWARF_ADDR,
	DWARF_STR_OFFSETS,
	DWARF_SECTION_COUNT,
};

/** What one lookup may still read, in entries and in bytes, so that no file can make it run on. */
struct dwarf_work {
	uint64_t entries;    /**< debugging information entries */
	uint64_t line_steps; /**< bytes of line number programs, and addresses that get a line */
	uint64_t ranges;     /**< of range lists, and addresses that are compared with them */
	uint64_t text_bytes; /**< of names and paths */
};

struct dwarf_attr_spec {
	uint16_t name, form;
	int64_t implicit; /**< value of DW_FORM_implicit_const */
};

struct dwarf_abbrev {
	uint64_t code;
	uint32_t tag;
	uint32_t first, n; /**< of dwarf_abbrevs.specs */
	uint32_t fixed;    /**< bytes of all attributes; ABBREV_VARIES: by their values */
	bool has_children;
};
#define ABBREV_VARIES UINT32_MAX

struct dwarf_abbrevs {
	struct dwarf_abbrevs *next; /**< in the same slot */
	uint64_t off;
	uint32_t shape; /**< address size, offset size and version, which fixed depends on */
	struct dwarf_abbrev *rows; /**< by code */
	size_t n;
	bool is_dense; /**< row i has code i + 1 */
	struct dwarf_attr_spec *specs;
	size_t n_specs;
};

struct dwarf;

struct dwarf_unit {
	struct dwarf *dw;
	struct dwarf_unit *next; /**< in the same slot */
	uint64_t off, die_off, end;
	uint16_t version;
	uint8_t type, addr_size, off_size;
	struct dwarf_abbrevs *abbrevs;
	// of its first entry:
	bool has_low, has_stmt_list;
	uint64_t low; /**< base of its ranges */
	uint64_t stmt_list;
	uint64_t str_offsets_base, addr_base, rnglists_base;
	uint64_t ranges_base; /**< DWARF 4: of the ranges in the other file that a skeleton has */
	uint64_t dwo_id;      /**< that a skeleton and its unit in the other file share */
	bool has_dwo_id;
	struct slice dwo_name; /**< of a skeleton: path of that file; p NULL: it is none */
	uint32_t language;
	uint64_t first_child; /**< offset; 0: none */
	struct slice name, comp_dir;
	struct line_head *line_head; /**< see dwarf_line.h; NULL: not yet read */
};

#define DWARF_SLOTS 4096

struct dwarf {
	struct elf_file *ef;
	struct dwarf *alt; /**< dwz's alternate file; NULL: none */
	/** Of a file that entries were split off into: the unit that its addresses, and its ranges of DWARF 4,
	 *  are with; NULL: this is no such file. */
	const struct dwarf_unit *skeleton;
	struct slice sections[DWARF_SECTION_COUNT];
	bool big_endian;
	struct dwarf_work work;
	uint64_t abbrev_bytes,
		head_bytes; /**< that may still be read, over the life of the object */
	struct arena arena; /**< units, abbreviations */
	struct dwarf_unit *units[DWARF_SLOTS];
	struct dwarf_abbrevs *abbrevs[DWARF_SLOTS];
	uint64_t *unit_offs; /**< of all units, ascending; NULL: not yet read */
	size_t n_unit_offs;
	struct dwarf_index *index; /**< see dwarf_index.h */
};

/** Of @p ef, which must outlive it; NULL: it has no DWARF. */
struct dwarf *dwarf_new(struct elf_file *ef);
/** Of sections that were split off for @p skeleton, which must outlive it; NULL: there are no units. */
struct dwarf *dwarf_new_split(struct elf_file *ef, const struct slice sections[DWARF_SECTION_COUNT],
                              const struct dwarf_unit *skeleton);
/** Name of a section of a file of split DWARF without its end: `.debug_info`, for `.debug_info.dwo`. */
const char *dwarf_section_name(enum dwarf_section section);
void dwarf_free(struct dwarf *dw); /**< NULL is allowed */

/** A cursor at @p off of a section; at its end when @p off is past it. */
struct cursor dwarf_cursor(const struct dwarf *dw, enum dwarf_section section, uint64_t off);
/** Text at @p off of a section; p NULL: none. */
struct slice dwarf_text(const struct dwarf *dw, enum dwarf_section section, uint64_t off);

/** The unit whose header begins at @p off; NULL: none that can be read. */
struct dwarf_unit *dwarf_unit_at(struct dwarf *dw, uint64_t off);
/** The unit that the entry at @p off is in. */
struct dwarf_unit *dwarf_unit_containing(struct dwarf *dw, uint64_t off);
/** Offsets of all units. */
size_t dwarf_unit_offs(struct dwarf *dw, const uint64_t **ret);

const struct dwarf_abbrev *dwarf_abbrev_find(const struct dwarf_abbrevs *t, uint64_t code);

struct dwarf_value {
	uint16_t form; /**< 0: the attribute is not there */
	uint64_t u;
	struct slice text; /**< of DW_FORM_string; the bytes of a block or expression */
};

/** The form that a value of DW_FORM_indirect begins with. */
unsigned dwarf_form_indirect(struct cursor *c);

/** Step over a value; of one that is not understood the cursor becomes bad. */
void dwarf_value_skip(const struct dwarf_unit *u, struct cursor *c, unsigned form);
struct dwarf_value dwarf_value_read(const struct dwarf_unit *u, struct cursor *c, unsigned form,
                                    int64_t implicit);
/** As a text; p NULL: it is none. */
struct slice dwarf_value_text(const struct dwarf_unit *u, const struct dwarf_value *v);
/** The unit whose addresses and ranges @p u uses: itself, or its skeleton. */
static inline const struct dwarf_unit *dwarf_unit_main(const struct dwarf_unit *u)
{
	return u->dw->skeleton ? u->dw->skeleton : u;
}

/** As an address; false: it is none. */
bool dwarf_value_addr(const struct dwarf_unit *u, const struct dwarf_value *v, uint64_t *ret);

/** A debugging information entry: of its attributes those that lookups need. */
struct dwarf_die {
	struct dwarf_unit *unit;
	uint64_t off;
	uint64_t next; /**< offset behind its attributes: of its first child if it has children */
	uint32_t tag;  /**< 0: the end of a list of siblings */
	bool has_children;
	uint64_t sibling; /**< offset; 0: not told */
	struct dwarf_value low, high, ranges, name, linkage_name, origin, specification;
	uint32_t call_file, call_line, call_column, decl_line;
};

/** Read the entry at @p off; false: there is none, it is damaged, or there was too much work. */
bool dwarf_die_read(struct dwarf_unit *u, uint64_t off, struct dwarf_die *ret);
/** The entry that @p v refers to. */
bool dwarf_die_follow(struct dwarf_unit *u, const struct dwarf_value *v, struct dwarf_die *ret);

/** An attribute that is asked for. */
struct dwarf_ask {
	uint16_t name;            /**< DW_AT_… */
	struct dwarf_value value; /**< form 0: the entry does not have it */
};
/** Read of the entry at @p off those @p n attributes; @p ret gets unit, off, tag, has_children, next and
 *  sibling. */
bool dwarf_die_ask(struct dwarf_unit *u, uint64_t off, struct dwarf_ask *asks, size_t n,
                   struct dwarf_die *ret);

/** A cheap look at the entry at @p off: tag, has_children, next and sibling. */
bool dwarf_die_peek(struct dwarf_unit *u, uint64_t off, struct dwarf_die *ret);

/** Does @p fn want more of the ranges? */
typedef bool (*dwarf_range_fn)(void *ctx, uint64_t begin, uint64_t end);
/** Tell the address ranges of an entry; false: it has none. */
bool dwarf_die_ranges(const struct dwarf_die *die, dwarf_range_fn fn, void *ctx);
enum dwarf_hit {
	DWARF_NO_RANGES,
	DWARF_OUTSIDE,
	DWARF_INSIDE
};
enum dwarf_hit dwarf_die_contains(const struct dwarf_die *die, uint64_t addr);
