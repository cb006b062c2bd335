// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Who waits for what: pieces that all kinds of locks share.  Private to this folder.
 *
 * Rows       lock_wait; the owner is set only where something tells it, and owner_reason says what
 */
#pragma once

#include "parsers/vmcore/dump_kernel.h"

#define LOCK_NAMES 10 /**< innermost functions that tell what a task waits in */

/** The search for what one task waits for. */
struct lock_search {
	struct dump_context *d;
	const struct ktask *t;
	uint64_t base; /**< address of the first word of stack[] */
	char *stack;   /**< from the saved stack pointer to the end of the stack */
	size_t n_words, cap;
	struct slice names[LOCK_NAMES]; /**< of the innermost functions; in the symbols */
	size_t n_names;
	bool is_nameless;     /**< one of them has no name, or there are none */
	uint64_t waiter_node; /**< list node of the waiter that was found last */
};

void lock_search_deinit(struct lock_search *s);
/** Read the used part of the task's stack; false: it is not in the dump. */
bool lock_read_stack(struct lock_search *s);

/** A structure on the stack that names the task and is linked both ways by @p list. */
bool lock_find_waiter(const struct lock_search *s, enum kmember list, enum kmember task,
                      uint64_t *ret_waiter);
/** The one node in the ring of @p node that is no waiter. */
bool lock_ring_head(const struct lock_search *s, uint64_t node, enum kmember list,
                    enum kmember task, uint64_t *ret);

/** A row: the task of @p s waits for @p lock. */
struct lock_wait *lock_add(struct lock_search *s, const char *kind, uint64_t lock);
/** The task at @p owner holds it, if it is one; @p reason tells how that is known. */
void lock_set_owner(const struct lock_search *s, struct lock_wait *row, uint64_t owner,
                    const char *reason);

/** CPUs that spin. */
void dump_spinlocks(struct dump_context *d);
