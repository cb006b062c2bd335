// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * ORC: how to unwind a stack of x86-64 from one instruction, out of tables in the kernel's memory.
 *
 * Shape      one entry per stretch of code; found by bisection in the dump itself, so that only the pages
 *            that matter are read
 * Source     arch/x86/include/asm/orc_types.h and arch/x86/kernel/unwind_orc.c: Linux 4.14 (members
 *            sp_reg, bp_reg, type), 4.17 (end), 6.3 (signal), 6.4 (type has 3 bits and says the end),
 *            7.1 (other numbers of registers, see orc_numbers.def)
 */
#pragma once

#include "parsers/vmcore/modules.h"

/** Registers, by numbers of our own. */
enum orc_reg {
	ORC_REG_UNDEFINED,
	ORC_REG_PREV_SP,
	ORC_REG_DX,
	ORC_REG_DI,
	ORC_REG_BP,
	ORC_REG_SP,
	ORC_REG_R10,
	ORC_REG_R13,
	ORC_REG_BP_INDIRECT,
	ORC_REG_SP_INDIRECT,
	ORC_REG_AX,
	ORC_REG_COUNT,
};

/** What the 4 bits of an entry may say. */
#define ORC_NUMBERS_MAX 16

enum orc_type {
	ORC_UNDEFINED,    /**< no way on: not a place where one calls or is interrupted */
	ORC_END,          /**< the outermost frame */
	ORC_CALL,         /**< a return address lies below the previous stack pointer */
	ORC_REGS,         /**< all registers (struct pt_regs) lie there */
	ORC_REGS_PARTIAL, /**< only those that the CPU saves */
};

struct orc_entry {
	int16_t sp_offset, bp_offset;
	enum orc_reg sp_reg, bp_reg;
	enum orc_type type;
};

/** Tables of the kernel and its modules, and the layout of their entries. */
struct orc {
	bool present;
	uint32_t entry_size;
	uint64_t ip, entries; /**< of vmlinux */
	uint32_t n;
	const struct kmodules *modules;
	bool has_end;           /**< Linux 4.17 to 6.3: the end has a bit of its own */
	bool new_types;         /**< Linux 6.4 */
	const uint8_t *numbers; /**< enum orc_reg of each of ORC_NUMBERS_MAX */
};

/** Find the tables; ret->present is false when there are none. */
void orc_init(struct kernel *k, const struct kmodules *modules, struct orc *ret);
/** The entry that holds for the instruction at @p addr. */
bool orc_find(struct kernel *k, const struct orc *o, uint64_t addr, struct orc_entry *ret);
