// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Locks that reports print: those held, waited for, and the chain of dependencies.
 *
 * Shape      rows of fault.held_lock, in the order of the report
 * Source     print_lock(), print_lock_name(), lockdep_print_held_locks() in kernel/locking/lockdep.c
 *
 * Used by every family whose reports hold lock lists: lockdep, hung tasks, sleeping in atomic context.
 */
#pragma once

#include "parsers/faults/family.h"

/** One lock as printed; slices are views of the line, p NULL where it does not say. */
struct lock_line {
	bool chain;       /**< "-> #2 (lock){+.+.}:", a link of the dependency chain */
	int64_t position; /**< #N, -1: none */
	bool has_address;
	uint64_t address;
	struct slice lock;     /**< class, with #2 and /1 of subclasses */
	struct slice usage;    /**< +.+.}-{3:3 */
	struct slice function; /**< where it was taken */
};

/** False: @p text (see report_text()) is no lock. */
bool lock_line_parse(struct slice text, struct lock_line *ret);

/** Does @p text say that a lock comes next ("… is trying to acquire lock:")?  Its line may come in
 *  up to LOCK_PIECES pieces: printk breaks lines that are printed in parts when others print too,
 *  and mail programs break long ones. */
bool lock_is_intro(struct slice text);

#define LOCK_PIECES 10

/** Fill held_lock of @p f from the lines of @p r. */
void locks_extract(const struct report *r, struct fault *f);
