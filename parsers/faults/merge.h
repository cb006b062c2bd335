// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Merge: faults that are one fault printed in pieces become one.
 *
 * Between the engine and its sink.  A fault without merge_key passes at once.  One with a merge_key
 * (kmemleak prints each object with its stack) is kept; the rows of those with the same key are added
 * to it, and it reaches to the last of them.
 *
 * Shape      the first one's fields, stacks and excerpt stay; its kmemleak_object rows are those of all
 * Limits     LIMIT_MERGE_BYTES: what is kept is handed on when it grows larger; the store, which merges
 *            by the same key, then puts the parts together
 */
#pragma once

#include "parsers/faults/engine.h"

struct merge;

struct merge *merge_new(const struct engine_sink *to);
void merge_free(struct merge *m); /**< NULL is allowed; drops what is kept */

/** Takes @p f. */
void merge_add(struct merge *m, struct fault *f);
/** Hand on all that is kept, in the order of first lines seen. */
void merge_flush(struct merge *m);
