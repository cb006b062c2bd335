// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Image regs: registers out of the notes of machines of which libkdumpfile 0.5.1 gives none: arm.
 *
 * Private to this folder.
 *
 * Source     struct elf_prstatus in include/linux/elfcore.h; struct pt_regs in
 *            arch/arm/include/uapi/asm/ptrace.h
 */
#pragma once

#include "parsers/base/cleanup.h"
#include "parsers/base/sbuf.h"

/** Is it one of those machines?  @p arch: libkdumpfile's name. */
bool image_regs_wanted(const char *arch);

/** Add what the notes in @p n bytes at @p off of @p fd, which were checked before, tell of each CPU. */
void image_regs_add(int fd, uint64_t off, uint64_t n, bool big_endian, struct sbuf *ret);

/** CPUs in what was added. */
unsigned image_regs_cpus(const struct sbuf *notes);
/** Register @p name (r0 … r12, sp, lr, pc, cpsr) of @p cpu. */
bool image_regs_get(const struct sbuf *notes, bool big_endian, unsigned cpu, const char *name,
                    uint64_t *ret);
/** Name of the @p i-th register; NULL: there are no more. */
const char *image_regs_name(size_t i);
