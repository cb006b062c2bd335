// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * User memory: what a process of a dead kernel had in its address space.
 *
 * Absent     pages that were swapped out, never touched, or filtered out of the dump end a read
 * Source     x86-64: Intel SDM volume 3, 4.5; arm64: ARM ARM D8 "The AArch64 Virtual Memory System
 *            Architecture", arch/arm64/include/asm/pgtable-hwdef.h
 */
#pragma once

#include "parsers/vmcore/kernel.h"

/** Read up to @p n bytes of the address space @p mm (struct mm_struct) at @p addr; returns how many of
 *  them are there, from the first on. */
size_t user_read(struct kernel *k, uint64_t mm, uint64_t addr, char *buf, size_t n);
