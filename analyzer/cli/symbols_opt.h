// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Options of the verbs that look for debug information, and the resolver that they make.
 */
#pragma once

#include "analyzer/cli/cli.h"
#include "analyzer/cli/opt.h"
#include "analyzer/symbols/resolve.h"

struct symbols_options {
	struct opt_list debuginfo, module_path;
	bool debuginfod, force, no_standard;
};

extern const struct opt symbols_options_table[]; /**< land in struct symbols_options */

struct resolver *symbols_resolver(const struct symbols_options *o);

/** Say at the end that servers could not be asked (@p error; NULL: they could): exit status 1. */
void symbols_tell(struct cli *cli, const char *error);

/** The same for those who make resolvers themselves; borrows from argv. */
struct symbols_find {
	const char *paths[2 * OPT_LIST_MAX];
	struct debug_find_options options;
	char *servers_error; /**< of options; freed by symbols_find_end() */
};

/** NULL: the user named no place to look at. */
const struct debug_find_options *symbols_find(const struct symbols_options *o,
                                              struct symbols_find *ret);
/** When all is read: tell what symbols_find() led to. */
void symbols_find_end(struct cli *cli, struct symbols_find *f);
