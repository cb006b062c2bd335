// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Heads: which lines begin a report.
 *
 * One matcher over the literals of all families' heads, built once per process; a head's pattern runs
 * only on lines that hold its literal.  Read-only after the first call; safe from any thread.
 */
#pragma once

#include "parsers/base/rx.h"
#include "parsers/faults/family.h"

struct head_match {
	const struct fault_family *family;
	const struct fault_head *head;
	struct slice groups[RX_GROUPS]; /**< views of the text */
};

/** Does @p bytes (whole lines) hold a literal of any head? */
bool heads_in(struct slice bytes);

/** The head that @p text (see report_text()) is, in the order of families.def and of each family's
 *  list; false: none. */
bool heads_find(struct slice text, struct head_match *ret);
