// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Boot facts: what the lines of a log say of the kernel that wrote it, as far as symbols need it: release,
 * version and KASLR's offset.
 *
 *   Linux version 6.1.0-56-amd64 (debian-kernel@lists.debian.org) … #1 SMP …
 *   CPU: 0 PID: 98 Comm: init Tainted: G           OE      6.1.0-56-amd64 #1  Debian 6.1.192-2
 *   Kernel Offset: 0x6e00000 from 0xffffffff81000000 (relocation range: …)
 *   KERNELOFFSET=6e00000                                   VMCOREINFO
 *
 * Shape      one run at a time, from banner to banner; offsets and places of modules of later boots that were
 *            foreseen are kept
 * Source     linux_banner; dump_stack_print_info(); dump_kernel_offset() of arch/x86, arm64, loongarch,
 *            riscv; kernel/vmcore_info.c
 */
#pragma once

#include "analyzer/symbols/resolve.h"

struct boot_offset {
	uint64_t boot, offset;
};

struct boot_facts {
	/** What the user gave; stronger than what the log says. */
	struct kernel_run given;
	struct kernel_run run;       /**< of the boot under way */
	uint64_t boot;               /**< banners so far */
	bool begun;                  /**< the second pass has begun */
	struct boot_offset *offsets; /**< of boots, in their order; foreseen */
	size_t n_offsets;
	struct module_range *modules; /**< of boots, in their order */
	uint64_t *module_boots;       /**< whose each is */
	size_t n_modules, n_module_boots;
	struct arena arena;
};

/** Take in @p line; @p foresee: for a second pass.  True: it was of this. */
bool boot_facts_line(struct boot_facts *b, struct slice line, bool foresee);
void boot_facts_set_offset(struct boot_facts *b, uint64_t offset, bool foresee);
/** A place of a module, of the boot under way; its name is copied. */
void boot_facts_add_module(struct boot_facts *b, const struct module_range *m);
/** Is the place of that module known? */
bool boot_facts_has_module(const struct boot_facts *b, struct slice name);
/** Before the first line. */
void boot_facts_rewind(struct boot_facts *b);
void boot_facts_deinit(struct boot_facts *b);
