// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Text faults: the faults of a log that is in memory.
 */
#pragma once

#include "parsers/faults/engine.h"

/** Call @p fn for each fault, as its report ends; false: no more are wanted. */
void text_faults(struct slice text, bool (*fn)(void *ctx, struct fault *f), void *ctx);
