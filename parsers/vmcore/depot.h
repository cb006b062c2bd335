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

/** `f < g < h` of the stack @p handle into @p buf; false: not known. */
bool depot_text(struct kernel *k, uint32_t handle, char *buf, size_t size);
/** The innermost function of it that is not of the allocator (allocators.def). */
bool depot_caller(struct kernel *k, uint32_t handle, struct ksym *ret);
