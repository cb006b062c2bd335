// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Place: where in the source an address of code comes from, and how well that is known.
 *
 * Shape      an address gives a chain of places, the innermost first: all but the last are functions
 *            that the compiler put into the next one.  One without inlined functions has one place.
 * Absent     texts with p NULL, line and column 0
 * Lifetime   texts lie in the arena given to the lookup, or in what the lookup says
 */
#pragma once

#include "parsers/base/slice.h"

/** How well a place is known: knowledge.def. */
enum knowledge {
#define KNOWLEDGE(name, number, slug, meaning) KNOWLEDGE_##name = number,
#include "analyzer/symbols/knowledge.def"
#undef KNOWLEDGE
};

/** The slug of @p k ("line", "symtab" …), a static text; "none" for numbers that no row has. */
const char *knowledge_name(enum knowledge k);
/** The number of a slug; KNOWLEDGE_NONE when there is no such. */
enum knowledge knowledge_find(struct slice slug);

struct place {
	struct slice
		function; /**< linkage name if the source has one, as in symbol tables, else its name */
	struct slice
		file; /**< path as the line table tells it, with dir in front of relative ones */
	struct slice
		dir;   /**< folder that the compiler ran in (DW_AT_comp_dir), may be relative too */
	uint32_t line; /**< in file; of an outer place the line that calls the place before */
	uint32_t column;    /**< from 1 */
	uint32_t decl_line; /**< first line of the function; 0: not known */
	bool inlined;       /**< function is inlined into the next place */
};
