// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Memory nodes of a dead kernel.  Private to this folder.
 */
#pragma once

#include "parsers/vmcore/kernel.h"

/** Call @p fn with each pglist_data; false: one of them, or all, could not be read. */
bool nodes_each(struct kernel *k, void (*fn)(void *ctx, uint64_t pgdat, unsigned node), void *ctx);
