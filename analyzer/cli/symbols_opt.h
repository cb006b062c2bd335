// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Options of the verbs that look for debug information, and the resolver that they make.
 */
#pragma once

#include "analyzer/cli/opt.h"
#include "analyzer/symbols/resolve.h"

struct symbols_options {
	struct opt_list debuginfo, module_path;
	bool debuginfod, force, no_standard;
};

extern const struct opt symbols_options_table[]; /**< land in struct symbols_options */

struct resolver *symbols_resolver(const struct symbols_options *o);

/** The same for those who make resolvers themselves; borrows from argv. */
struct symbols_find {
	const char *paths[2 * OPT_LIST_MAX];
	struct debug_find_options options;
};

/** NULL: the user named no place to look at. */
const struct debug_find_options *symbols_find(const struct symbols_options *o,
                                              struct symbols_find *ret);
