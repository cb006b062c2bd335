// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * DWARF CFI: how to get from a frame of a stack to its caller's, as .debug_frame and .eh_frame tell.
 *
 * Shape      one struct dwarf_cfi per file; all entries are indexed when it is made
 * Addresses  link-time ones, as elsewhere in this folder
 * Absent     code that no entry covers (assembler): CFI_UNKNOWN.  So is an entry that says what is not
 *            understood
 * Limits     FDE_BYTES_MAX of instructions, EXPR_OPS_MAX and EXPR_STACK_MAX of an expression
 * Source     DWARF 5, 6.4 and 2.5; Linux Standard Base 5.0, 10.6 (.eh_frame); DWARF for the Arm 64-bit
 *            Architecture, 4.4.5 (negate_ra_state)
 */
#pragma once

#include "analyzer/symbols/elf_file.h"
#include "parsers/vmcore/dump_debug.h"

struct dwarf_cfi;

/** Of @p ef and the file its debug information is in (NULL: the same), which must outlive it; never NULL. */
struct dwarf_cfi *dwarf_cfi_new(struct elf_file *ef, struct elf_file *debug);
void dwarf_cfi_free(struct dwarf_cfi *c); /**< NULL is allowed */

/** See struct dump_debug. */
enum cfi_answer dwarf_cfi_unwind(struct dwarf_cfi *c, uint64_t addr, struct cfi_frame *frame,
                                 uint64_t *ret_ip);
