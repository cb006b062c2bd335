// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Code: the instructions that a report prints, and the operand that its fault is about in words.
 *
 * A pure function of one fault's facts.  The address of an operand is computed from the registers of the
 * report and compared with the address that the report names.
 *
 * Shape      operand 0 is the instruction as a whole: its effective address and a sentence; those
 *            behind it are its registers, one each
 * Lifetime   texts are in the arena, in the fault or constant
 * Absent     n 0: the report has no code
 */
#pragma once

#include "analyzer/code/disasm.h"
#include "parsers/fault.h"

struct code_value {
	struct slice
		operand;   /**< `%rbx + 0x18`, as the rows of one operand; p NULL: none in memory */
	struct slice name; /**< of the register; p NULL: of the operand as a whole */
	struct slice value; /**< of the register, hex digits; p NULL: the report does not say */
	bool has_address;
	uint64_t address;     /**< of the operand */
	const char *cls;      /**< null, poison, user, …: see value.h; NULL */
	struct slice meaning; /**< in words */
};

struct fault_code {
	struct code_insn *insns;
	size_t n_insns;
	struct slice instruction; /**< the marked one; p NULL: not disassembled */
	struct code_value *values;
	size_t n_values;
};

void fault_code_read(const struct fault *f, struct arena *arena, struct fault_code *ret);
