// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Run lists: the kallsyms, System.map and /proc/modules that a store keeps of a bundle, or of a folder that is
 * no bundle, as lists of symbols and modules.
 *
 * Shape      one struct run_lists per bundle or folder, made when it is asked for the first time
 * Lifetime   good until another one is asked for, or run_lists_deinit()
 * Absent     a NULL list, no modules: the place has none that is of use
 * Errors     ERR_DB
 * Limits     RUN_LISTS, RUN_LIST_SOURCES
 */
#pragma once

#include "analyzer/report/rows.h"
#include "analyzer/symbols/resolve.h"

/** Places whose lists are kept in memory; each has some 20 MB. */
#define RUN_LISTS 8

/** Lists of one place that are looked at. */
#define RUN_LIST_SOURCES 32

struct run_lists {
	int64_t bundle_id;   /**< ROW_NO_I64: a folder */
	struct slice folder; /**< in arena */
	struct symbol_list *kallsyms, *system_map;
	uint64_t kallsyms_begin, map_begin; /**< addresses of the kernel's first function in them */
	struct slice map_release;           /**< that System.map's name tells; p NULL: none */
	struct slice release;         /**< of the kernel that kallsyms is of; p NULL: not known */
	bool one_boot;                /**< all that lies there is of one boot */
	struct module_range *modules; /**< of /proc/modules */
	size_t n_modules;
	struct arena arena;
};

struct run_lists_cache {
	sqlite3 *db;
	struct run_lists lists[RUN_LISTS];
	size_t n;
};

void run_lists_deinit(struct run_lists_cache *c);

/** The lists of bundle @p bundle_id, or (ROW_NO_I64) of @p folder, a path with its last slash. */
must_use struct err *run_lists_of(struct run_lists_cache *c, int64_t bundle_id, struct slice folder,
                                  const struct run_lists **ret);

/** Modules that source @p source_id, a dump or a /proc/modules, has the addresses of. */
must_use struct err *run_modules(sqlite3 *db, int64_t source_id, struct arena *arena,
                                 struct module_range **ret, size_t *ret_n);
