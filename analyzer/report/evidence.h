// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Evidence: the few lines of a report's log that show best what it is about.
 *
 * What a report says elsewhere (stack, registers, modules, hardware) is passed over; of an OOM report,
 * which has hundreds of lines, only those are taken that say who, why and what was killed.
 */
#pragma once

#include "parsers/base/slice.h"

#define EVIDENCE_LINES 10

/** Numbers of the lines of an excerpt, one after another, out of fault.excerpt_lines (`12-40,42`). */
struct line_numbers {
	struct slice ranges; /**< that are left; all zero but this: at the beginning */
	int64_t next, last;  /**< of the range under way */
};

/** -1: not known. */
int64_t line_numbers_next(struct line_numbers *n);

struct evidence {
	struct slice text; /**< view of the excerpt */
	int64_t line;      /**< in the source, from 1; -1: not known */
};

/** At most EVIDENCE_LINES lines of @p excerpt; returns how many were written to @p ret. */
size_t evidence_lines(struct slice kind, struct slice excerpt, struct slice ranges,
                      struct evidence ret[EVIDENCE_LINES]);
