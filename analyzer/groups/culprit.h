// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Culprit: the function that a fault is to be blamed on.
 *
 * Which stack is asked, and how, depends on the sort of report; what is stepped over is skip.h's.
 * Interrupted code, inlined and unreliable frames are treated as the kernel's developers read them:
 * an inlined function is not named apart from the one it was inlined into, and a frame marked `?`
 * counts only when there is no other.
 */
#pragma once

#include "parsers/fault.h"

struct steering;

/** Where the culprit is looked for. */
enum culprit_from {
	FROM_NONE,  /**< nowhere: the report is about no function */
	FROM_STACK, /**< first function that is not stepped over, from the instruction pointer out */
	FROM_CALLER,      /**< function of the head, else as FROM_STACK */
	FROM_HANG,        /**< what a blocked task waited for */
	FROM_STALL,       /**< entry of the work that did not end */
	FROM_LOCKUP,      /**< the same, of a stack that begins with the stuck code itself */
	FROM_OVERFLOW,    /**< what recursed, else as FROM_STALL */
	FROM_ALLOC,       /**< who allocated the memory */
	FROM_OWNER,       /**< the same, else as FROM_STACK: who freed it is better than nobody */
	FROM_TRACK_ALLOC, /**< SLUB's "Allocated in", else as FROM_OWNER */
	FROM_TRACK_FREE,  /**< SLUB's "Freed in", else its stack, else as FROM_STACK */
	FROM_REFREE, /**< who frees again: as FROM_STACK; where both frees came through the same caller,
	                  "Freed in", which a tail call may have left out of the stack */
	FROM_LOCKS, /**< who asked for or holds the locks of the head, else the chains, else the stack */
	FROM_TAKES, /**< who takes the lock of the head, else the stack */
	FROM_CHAIN, /**< first dependency chain, else the stack */
	FROM_HELD,  /**< who took the lock that is still held */
	FROM_NAMED, /**< function that the report names in words */
	FROM_GROUP, /**< first group of the rule's pattern, else as FROM_STACK */
};

struct culprit {
	struct slice function;     /**< as a title names it */
	const struct frame *frame; /**< NULL: named elsewhere than in a stack */
	const struct stack *stack; /**< of frame; NULL */
	bool is_unreliable;        /**< only frames marked `?` were left */
};

/** @p sets: enum skip_set, what is stepped over.  @p named: for FROM_GROUP; p NULL: nothing.
 *  @p steering: the user's rules, which may name more to step over; NULL: none.  False: no function is
 *  left; @p ret is not touched.  Texts of @p ret are in the fault or in @p arena. */
bool culprit_find(const struct fault *f, enum culprit_from from, uint32_t sets, struct slice named,
                  const struct steering *steering, struct arena *arena, struct culprit *ret);
