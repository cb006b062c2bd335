// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Image walk: page tables of the kernel on machines that libaddrxlat 0.5.1 does not know: arm, riscv, and ppc64
 * with radix tables (POWER9 and later).
 *
 * Private to this folder.
 *
 * Source     Arm Architecture Reference Manual ARMv7-A, B3 (short and long descriptors); Power ISA 3.0 book
 *            III, 5.7 (radix tree translation); RISC-V privileged architecture, 4.4 (Sv39 to Sv57)
 */
#pragma once

#include "parsers/vmcore/image_xlat.h"

struct walk_tables;

struct walk {
	const struct walk_tables *tables; /**< NULL: not known */
	uint64_t root;                    /**< physical address of the topmost one */
	bool is_linear; /**< ppc64: memory is mapped as it is from WALK_LINEAR on */
};

/** Find the kernel's page tables; false: this is none of those machines, or they are not in the dump. */
bool walk_init(const struct xlat_source *s, struct walk *ret);
bool walk_to_phys(const struct xlat_source *s, const struct walk *w, uint64_t addr, uint64_t *ret);
