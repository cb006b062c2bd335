// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Unwinding by DWARF call frame information, which files with debug information have (dump_debug.h).
 *
 * Private to the unwinder.
 */
#pragma once

#include "parsers/vmcore/dump_debug.h"
#include "parsers/vmcore/kernel.h"

#define UNWIND_REGS_MAX 40

/** Where a register is found. */
struct unwind_reg {
	unsigned number;
	const char *note;
	bool kept;
	bool in_regs, is_switched;
	uint32_t regs_off;     /**< in struct pt_regs */
	uint32_t switched_off; /**< in what is saved when tasks switch */
};

/** What does not change from stack to stack. */
struct unwind_cfi {
	const struct dump_debug
		*debug;  /**< NULL: there are no such files, or the machine is not known */
	unsigned sp, fp; /**< numbers */
	struct unwind_reg regs[UNWIND_REGS_MAX];
	size_t n;
};

void unwind_cfi_init(struct kernel *k, const struct dump_debug *debug, struct unwind_cfi *ret);
