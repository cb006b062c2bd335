// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * DWARF expressions, as far as call frame information uses them: arithmetic on registers and memory.
 */
#pragma once

#include "analyzer/symbols/cursor.h"
#include "parsers/vmcore/dump_debug.h"

#define EXPR_OPS_MAX   1024
#define EXPR_STACK_MAX 64

/** Evaluate @p expr over @p frame; @p first (NULL: nothing) lies on the stack before it begins.  False: it
 *  asks for what is not known or says what is not understood. */
bool dwarf_expr_eval(const struct cfi_frame *frame, struct cursor expr, const uint64_t *first,
                     uint64_t *ret);
