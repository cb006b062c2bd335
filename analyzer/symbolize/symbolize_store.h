// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Symbolize store: frames of the faults of a store get the place in the source, through tables
 * frame_symbol and symbol_cache, which view frame joins; those of dumps in table task_frame itself.
 *
 * Frames that debug information answered for once are not asked for again; those that nothing knew, or a list
 * of symbols only, are, and keep what they have when nothing knows more.  An address that symbol_cache has is
 * not looked up, whatever fault it is in.
 *
 * Shape      some hundred faults at a time, in one transaction each
 * Errors     ERR_DB
 */
#pragma once

#include "analyzer/symbols/resolve.h"
#include "db/store.h"

struct symbolize_counts {
	uint64_t faults;
	uint64_t frames;  /**< that were not done yet */
	uint64_t lines;   /**< of them with file and line */
	uint64_t known;   /**< of them with less */
	uint64_t none;    /**< of them unknown */
	uint64_t lookups; /**< addresses that debug information was read for */
};

/** One more frame, known as well as that. */
void symbolize_count(struct symbolize_counts *n, enum knowledge known);

/** Symbolize what is not done; with @p again everything. */
must_use struct err *symbolize_store(struct store *s, struct resolver *r, bool again,
                                     struct symbolize_counts *ret);

/**
 * Name the frames that a report prints as bare addresses by the lists of symbols that the store keeps of their
 * bundle or folder; of faults that were added since the last time, or @p all.  What else symbolize_store() looks
 * for is not asked.
 */
must_use struct err *symbolize_listed(struct store *s, bool all);
