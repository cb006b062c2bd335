// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Less, never wrong: are the rows of a damaged dump those of the whole one, or fewer, or with fewer fields?
 *
 * A row counts as one of the whole dump when a row of the same table has all of its fields.  A table has
 * no more rows than it has in the whole dump.  Frames that are marked unreliable may be any; those behind
 * one of them are to be marked too.
 *
 * Not looked at: fields that the headers of the file tell, which nothing else could correct, and numbers
 * of rows (task_row and its like), which count what is there.
 */
#pragma once

#include "tests/vmcore/dump_text.h"

struct dump_compare {
	struct slice *rows; /**< sorted; of the text of the whole dump */
	size_t n;
};

/** @p rows: of dump_text, which must stay as it is. */
void dump_compare_init(struct dump_compare *c, struct slice rows);
void dump_compare_deinit(struct dump_compare *c);

enum dump_compare_flags {
	/** What the header of the file says may be wrong: rows of VMCOREINFO and registers, and what
	 *  follows from those alone (the log, stacks of what ran), are not looked at. */
	DUMP_COMPARE_HEADER = 1 << 0,
};

/** Add a line to @p ret for each row of @p rows that the whole dump does not have.  Returns how many there
 *  are. */
size_t dump_compare(const struct dump_compare *c, struct slice rows, unsigned flags,
                    struct sbuf *ret);
