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

/** At most EVIDENCE_LINES lines of @p excerpt; returns how many were written to @p ret (views). */
size_t evidence_lines(struct slice kind, struct slice excerpt, struct slice ret[EVIDENCE_LINES]);
