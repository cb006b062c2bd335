// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Registers: dumps of all architectures, and the function of the instruction pointer.
 *
 * Source     show_regs(), __show_regs(), show_iret_regs() in arch/x/kernel/process*.c, traps.c
 */
#pragma once

#include "parsers/fault.h"

/** Is this a line of a register dump? */
bool regs_is_line(struct slice text);

/** Add the registers of @p text to @p f, as of stack @p stack_no; returns how many. */
size_t regs_add_line(struct slice text, struct fault *f, size_t stack_no);

/** A line that names the function of the instruction pointer: `RIP: 0010:f+0x1/0x2`, `pc : f+…`,
 *  `PC is at f+…`, `NIP [c0…] f+…`, `epc : f+…`, `Krnl PSW : … (f+…)`, `EIP is at f+…`.
 *  @p ret gets views; function is NULL when only an address is there. */
bool regs_ip_line(struct slice text, struct frame *ret);
