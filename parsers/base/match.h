// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Multi-pattern matcher: where any of a set of literals occurs, in one pass (Aho-Corasick).
 *
 * Built once and read-only from then on: any number of threads may search.  Time is linear in the
 * text whatever the patterns are.
 */
#pragma once

#include "parsers/base/slice.h"

struct match;

/** @p n literals of at least 2 bytes each. */
struct match *match_new(const struct slice *literals, size_t n);
void match_free(struct match *m); /**< NULL is allowed */

/** Index of a literal that occurs in @p text, the one that ends first; -1: none.  @p ret_end (may be
 *  NULL) gets the offset of the byte after it. */
ssize_t match_first(const struct match *m, struct slice text, size_t *ret_end);

/** Does any literal occur in @p text?  Several times faster than match_first() on long texts. */
bool match_any(const struct match *m, struct slice text);

/** Set bit i of @p ret (of (n + 63) / 64 words) for every literal that occurs in @p text. */
bool match_all(const struct match *m, struct slice text, uint64_t *ret);
