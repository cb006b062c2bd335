// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Code text: the bytes that a report prints around the instruction that it is about.
 *
 * Forms: bytes in the order of memory (x86), words (arm64, arm, ppc, mips, sparc, loongarch), half-words
 * (Thumb, microMIPS, riscv), addresses with bytes and the kernel's own disassembly (s390).  The
 * instruction is in `<>` or `()`, on s390 its line has a `>`.
 *
 * Absent     false: no instruction is marked, or nothing of it could be read (`Bad RIP value.`)
 * Limits     CODE_BYTES_MAX; the kernel prints at most 64 bytes, 20 words
 * Source     show_opcodes() of arch/x86/kernel/dumpstack.c, dump_kernel_instr() of arch/arm64/kernel/
 *            traps.c, __dump_instr() of arch/arm, show_instructions() of arch/powerpc/kernel/process.c,
 *            show_code() of arch/mips, show_code() of arch/s390/kernel/dis.c, instruction_dump() of
 *            arch/sparc, dump_instr() of arch/riscv; Linux 6.1
 */
#pragma once

#include "parsers/base/slice.h"

#define CODE_BYTES_MAX 512

struct code_dump {
	uint8_t bytes[CODE_BYTES_MAX]; /**< what lies together around the marked instruction */
	size_t n;
	size_t at;     /**< offset of the marked instruction in bytes */
	bool is_exact; /**< the text says where instructions begin */
	unsigned unit; /**< bytes of what is printed as one: 1, 2, 4; s390: 2 */
};

/** @p big_endian: how words are put into bytes. */
bool code_text_parse(struct slice text, bool big_endian, struct code_dump *ret);
