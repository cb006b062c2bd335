// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * The kallsyms tables, apart from where they lie, so that tests can build them.
 *
 * Private to this folder and its tests.
 */
#pragma once

#include "parsers/vmcore/ksyms.h"

enum {
	KALLSYMS_NAMES,
	KALLSYMS_TOKENS,
	KALLSYMS_INDEX,
	KALLSYMS_OFFSETS, /**< or kallsyms_addresses */
	KALLSYMS_TABLES,
};

/** Where the tables lie. */
struct kallsyms_places {
	uint64_t table[KALLSYMS_TABLES];
	uint64_t n_syms, base; /**< addresses of kallsyms_num_syms and kallsyms_relative_base */
	bool is_relative;
};

/** Ways in which addresses may lie around the other tables. */
#define KALLSYMS_GUESSES 3

/**
 * Look for the tables in the kernel's memory from @p begin on: what VMCOREINFO did not name before Linux
 * 6.0.  Returns how many places there are to choose from, which differ in where the addresses are.
 */
size_t kallsyms_search(struct image *img, uint64_t begin,
                       struct kallsyms_places ret[KALLSYMS_GUESSES]);

/** Tables of one kernel, as read. */
struct kallsyms {
	uint32_t n_syms;
	struct slice names;       /**< lengths and token numbers, one symbol after the other */
	struct slice token_table; /**< texts, each with a NUL */
	struct slice token_index; /**< 256 numbers of 2 bytes */
	struct slice offsets;     /**< numbers of 4 bytes (base-relative) or of a word (absolute) */
	bool is_relative;         /**< offsets are relative to base */
	uint64_t base;            /**< kallsyms_relative_base */
	bool is_64bit, big_endian;
};

/** Add the symbols of @p t to @p s.  False: the tables contradict themselves; those before stay. */
bool kallsyms_decode(struct ksyms *s, const struct kallsyms *t, const char **ret_why);
