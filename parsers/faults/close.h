// SPDX-License-Identifier: Apache-2.0
/** @file Closing a report: its lines become a fault. */
#pragma once

#include "parsers/faults/family.h"
#include "parsers/limits.h"

#define CLOSE_FAMILIES 64

/** What closing remembers from report to report of one input. */
struct close_state {
	uint64_t family_seq[CLOSE_FAMILIES]; /**< reports so far, by index in fault_families */
	/** The fault before, for caused_by. */
	struct {
		bool is_set;
		enum fault_kind kind;
		int64_t first_byte, cause_byte; /**< cause_byte: -1 none */
		uint64_t last_line;
		int64_t mono_us; /**< of its last line; -1 */
		uint32_t boot, caller;
		bool has_caller;
		int64_t pid, cpu; /**< -1 */
	} last;
};

/** Make the fault that @p r tells of.  Takes @p r with its arena; the fault lives in it.  NULL: it was
 *  no report after all, and the arena is gone. */
struct fault *report_to_fault(struct report *r, struct close_state *state,
                              const struct limits *limits);
