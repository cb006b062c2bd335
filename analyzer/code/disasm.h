// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Disasm: instructions of a report's code, and what the marked one does with memory.
 *
 * Forward from the marked instruction the stream is certain.  Backward, on architectures whose
 * instructions differ in length, the first byte printed may lie inside of one: each of the first
 * DISASM_STARTS bytes is tried as the begin, those from which the stream meets the marked instruction
 * exactly are kept, and of these the one is taken whose instructions most of the others have too, the
 * earliest of equals.
 * Instructions that not all of them have in common are not sure.
 *
 * Shape      instructions in the order of memory
 * Lifetime   texts are in the arena
 * Absent     false: the library does not know the architecture, or not the marked instruction
 * Source     libcapstone 4.0.2
 */
#pragma once

#include "analyzer/code/code_text.h"
#include "parsers/base/arena.h"

/** Bytes that are tried as the begin: no instruction of x86 is longer. */
#define DISASM_STARTS 15

struct code_arch; /**< a row of code_arches.def */

/** NULL: not known to the library. */
const struct code_arch *code_arch_find(struct slice name, bool is_32bit);
bool code_arch_big_endian(const struct code_arch *arch);

struct code_insn {
	int64_t offset;    /**< bytes from the marked instruction; below 0: in front of it */
	struct slice code; /**< as printed: pairs of digits or words, with blanks between */
	struct slice text; /**< AT&T syntax on x86; p NULL: the bytes are no instruction */
	bool is_marked;
	bool is_sure; /**< every way to read the bytes has it */
};

/** An operand in memory: address = base + index * scale + displacement. */
struct code_operand {
	struct slice base, index,
		segment; /**< names of registers as assemblers use them; p NULL: none */
	int64_t scale;
	int64_t displacement;
	unsigned bytes; /**< that are accessed; 0: not known */
	bool is_write;
};

#define CODE_OPERANDS 4

/** The marked instruction. */
struct code_marked {
	struct slice mnemonic, operands; /**< without prefixes, Intel syntax on x86 */
	size_t size;                     /**< bytes */
	struct code_operand memory[CODE_OPERANDS];
	size_t n_memory;
	struct slice divisor; /**< register that a division divides by; p NULL: none */
};

bool disasm(const struct code_dump *dump, const struct code_arch *arch, struct arena *arena,
            struct code_insn **ret, size_t *ret_n, struct code_marked *ret_marked);
