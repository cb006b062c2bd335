// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Line table of a unit: source lines of addresses, and names of its files.
 *
 * The program of a table is run once for all addresses that are wanted of it, and no row is kept.
 *
 * Source     DWARF 2 to 5, section 6.2 "Line Number Information"
 */
#pragma once

#include "analyzer/symbols/dwarf_data.h"

/** A table's header. */
struct line_head;

/** Of the unit's table; NULL: it has none, or one that cannot be read. */
const struct line_head *line_head_of(struct dwarf_unit *u);

/** Path of file number @p file in @p arena; p NULL: no such file. */
struct slice line_file_path(const struct dwarf_unit *u, const struct line_head *h, uint64_t file,
                            struct arena *arena);

struct line_hit {
	uint64_t addr; /**< that is looked up */
	uint64_t file;
	uint32_t line, column; /**< line 0: not known, or no source line made the code */
	bool found;
};

/** Fill @p hits, which are sorted by address. */
void line_find(struct dwarf_unit *u, const struct line_head *h, struct line_hit *hits, size_t n);
