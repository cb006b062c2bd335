// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Symbolize file: addresses of one file, by way of table symbol_cache of a store: what that has is not
 * looked up, what it lacks is and goes there.  The file must have a build-id.
 *
 * Lifetime   texts are in the arena
 * Errors     ERR_DB
 */
#pragma once

#include "analyzer/symbols/resolve.h"
#include "db/store.h"

/** Fill places and knowledge of @p q, as debug_file_lookup_all() would, with what @p s has; missing[i]: it
 *  has nothing of q[i].  A store that is open for reading will do. */
must_use struct err *symbolize_file_known(struct store *s, const struct debug_file *df,
                                          struct debug_query *q, size_t n, struct arena *arena,
                                          bool *missing, size_t *ret_n_missing);

/** Look up what is missing, and keep it in @p s, in one transaction.  @p df must be of @p r, whose
 *  resolver_lookups() counts. */
must_use struct err *symbolize_file_rest(struct store *s, struct resolver *r, struct debug_file *df,
                                         struct debug_query *q, size_t n, struct arena *arena,
                                         const bool *missing);
