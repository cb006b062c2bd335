// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * The kallsyms tables, apart from where they lie, so that tests can build them.
 *
 * Private to this folder and its tests.
 */
#pragma once

#include "parsers/vmcore/ksyms.h"

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
