// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Sums by stack: who allocated how much, the largest first, as rows of table alloc_stack.  Private to this
 * folder.
 *
 * Shape      one struct alloc_sums at a time is filled and given; memory grows with the number of different
 *            stacks, not with what is counted
 * Limits     ALLOC_SUMS_MAX stacks; what comes on top of them is told as one row without a stack
 */
#pragma once

#include "parsers/vmcore/depot.h"
#include "parsers/vmcore/dump_kernel.h"

#define ALLOC_SUMS_MAX    ((size_t)1 << 18)
#define ALLOC_SUMS_ROWS   1000 /**< stacks that are told */
#define ALLOC_STACK_BYTES 2048 /**< text of a stack */

/** Something that was allocated. */
struct allocation {
	struct depot_ref stack;
	uint64_t tag; /**< what is counted apart besides, as the caller likes */
	uint64_t bytes;
	int64_t pid;
	bool has_pid, has_when;
	uint64_t when;    /**< jiffies, or what the caller counts in */
	const char *comm; /**< NULL or empty: not known */
};

struct alloc_sum {
	struct depot_ref stack;
	uint64_t tag;
	uint64_t objects, bytes, oldest, newest; /**< objects 0: the place is free */
	int64_t pid;
	bool has_pid, has_when;
	char comm[32];
};

struct alloc_sums {
	struct alloc_sum *sums; /**< a hash table */
	size_t n, cap;          /**< cap is a power of 2 */
	struct alloc_sum rest;  /**< of stacks beyond ALLOC_SUMS_MAX */
	bool lost; /**< set by who fills it: something could not be counted, so that numbers
	                             are too small, and who was first is not known */
};

void alloc_sums_add(struct alloc_sums *s, const struct allocation *a);
/** Call @p fn with the largest, at most ALLOC_SUMS_ROWS, then with the rest, whose stack is NULL, and forget
 *  all of them. */
void alloc_sums_each(struct alloc_sums *s,
                     void (*fn)(void *ctx, const struct alloc_sum *sum,
                                const struct depot_ref *stack),
                     void *ctx);
/** The same as rows of table alloc_stack.  @p cache: NULL where it does not apply. */
void alloc_sums_give(struct alloc_sums *s, struct dump_context *d, const char *kind,
                     const char *cache);
void alloc_sums_deinit(struct alloc_sums *s);

/** Texts of a stack; p NULL: not known. */
struct stack_names {
	struct slice stack;            /**< functions, innermost first */
	struct slice function, module; /**< the innermost that is not of the allocators */
};
/** False: the stack is not known. */
bool stack_names(struct kernel *k, const struct depot_ref *ref, struct arena *arena,
                 struct stack_names *ret);

/** How many seconds before the dump it was @p when, in jiffies. */
bool jiffies_age(struct kernel *k, uint64_t when, double *ret);
