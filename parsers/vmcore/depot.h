// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Stack depot: stacks that a kernel keeps once each, named by a handle of 32 bits.
 *
 * Source     lib/stackdepot.c, include/linux/stackdepot.h: a handle holds the number of a pool and the
 *            place in it in units of 16 bytes (DEPOT_STACK_ALIGN)
 */
#pragma once

#include "parsers/vmcore/kernel.h"

#define DEPOT_FRAMES 64 /**< CONFIG_STACKDEPOT_MAX_FRAMES */

/** Return addresses of the stack @p handle, innermost first; 0: not known. */
size_t depot_stack(struct kernel *k, uint32_t handle, uint64_t ret[DEPOT_FRAMES]);

/** `f < g < h` of a stack, functions or, where there is no symbol, addresses, into @p buf; what does not fit
 *  is cut.  False: the name of one of them is not in the dump. */
bool stack_text(struct kernel *k, const uint64_t *ips, size_t n, char *buf, size_t size);
/** The innermost function of a stack that is not of the allocators (allocators.def); false: none is known. */
bool stack_caller(struct kernel *k, const uint64_t *ips, size_t n, struct ksym *ret);

/** Where a stack is kept: in the depot, or as an array in the object that was allocated. */
struct depot_ref {
	uint64_t key;    /**< equal for equal stacks: the handle, or a hash of the array */
	uint64_t at;     /**< address of the array; 0: key is a handle */
	uint16_t frames; /**< of the array */
};

/** Return addresses of @p ref; 0: not known. */
size_t depot_read(struct kernel *k, const struct depot_ref *ref, uint64_t ret[DEPOT_FRAMES]);

/** `f < g < h` of the stack @p handle into @p buf; false: not known. */
bool depot_text(struct kernel *k, uint32_t handle, char *buf, size_t size);
