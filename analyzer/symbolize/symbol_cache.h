// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Symbol cache: places of addresses, kept in table symbol_cache of a store; what it lacks is looked up for
 * many at a time.
 *
 * To be used in this order: symbol_cache_want() for every spot, symbol_cache_fill() once, then
 * symbol_cache_find() and symbol_cache_place().
 *
 * Lifetime   spots wanted must live until symbol_cache_fill()
 * Errors     ERR_DB
 */
#pragma once

#include "analyzer/symbols/resolve.h"
#include "db/query.h"
#include "parsers/base/sbuf.h"

/** An address to look up. */
struct symbol_lookup {
	const struct code_spot *spot;
	struct debug_file *kernel;
};

struct symbol_cache {
	struct resolver *resolver;
	struct arena arena; /**< of what is wanted */
	struct symbol_lookup *wanted;
	size_t n_wanted;
	struct query *find, *add, *place, *get;
};

/** Run statements that begin a transaction, say. */
must_use struct err *symbol_cache_script(sqlite3 *db, const char *sql);
/** Commit; after error @p e (NULL: none), which is given back, roll back. */
must_use struct err *symbol_cache_end(sqlite3 *db, struct err *e);

must_use struct err *symbol_cache_init(struct symbol_cache *c, sqlite3 *db, struct resolver *r);
void symbol_cache_deinit(struct symbol_cache *c);

/** Have @p spot in the cache, and the candidates beside it.  @p kernel: whose folder of sources is left out
 *  of paths; NULL: of none. */
must_use struct err *symbol_cache_want(struct symbol_cache *c, const struct code_spot *spot,
                                       struct debug_file *kernel);
/** Look up what is wanted. */
must_use struct err *symbol_cache_fill(struct symbol_cache *c);

/** What the cache has of an address: how many functions are inlined there, and how well it is known. */
must_use struct err *symbol_cache_find(struct symbol_cache *c, struct slice build_id, uint64_t addr,
                                       bool *ret_found, int64_t *ret_inlined,
                                       enum knowledge *ret_known);
/** File and line of the function that is not inlined; @p ret_found: there is one.  The text is good until
 *  the next call. */
must_use struct err *symbol_cache_place(struct symbol_cache *c, const struct code_spot *spot,
                                        bool *ret_found, struct slice *ret_file, int64_t *ret_line);

/** Is @p known from a file of that build-id which had @p best at best, less than @p df has? */
bool symbol_is_stale(enum knowledge known, enum knowledge best, const struct debug_file *df);

/** All that the cache has of an address. */
struct symbol_cached {
	struct place *places; /**< innermost first; file as the line table tells it, dir not set */
	struct slice
		*files; /**< of each place, without the folder that it was built in; p NULL: none */
	size_t n, n_files; /**< the same; 0: the cache lacks it */
	enum knowledge known;
	enum knowledge best; /**< that the file had which was asked */
};

/** Texts are in @p arena.  An address that the file did not know has one place without function and
 *  file. */
must_use struct err *symbol_cache_get(struct symbol_cache *c, struct slice build_id, uint64_t addr,
                                      struct arena *arena, struct symbol_cached *ret);
