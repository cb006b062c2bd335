// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Modules of a dead kernel.
 *
 * Source     include/linux/module.h; kernel/module/kallsyms.c (kernel/module.c before 5.19)
 */
#pragma once

#include "parsers/vmcore/kernel.h"

struct kmodule {
	uint64_t addr; /**< of struct module */
	char name[64];
	uint64_t base, size;   /**< of code, read-only and other data that stay after init */
	uint64_t text, n_text; /**< code; the same as base and size where they are one */
	uint64_t orc_ip, orc;  /**< addresses of its ORC tables; 0: none */
	uint32_t n_orc;
};

struct kmodules {
	struct kmodule *modules; /**< in the order of the kernel's list: the newest first */
	size_t n;
	bool damaged; /**< the list is cut */
};

/** Read the list, and add the modules' symbols to k->syms. */
void modules_read(struct kernel *k, struct kmodules *ret);
void modules_deinit(struct kmodules *m);

/** Build-id as hex digits; false: there is none. */
#define BUILD_ID_HEX 65
bool module_build_id(struct kernel *k, const struct kmodule *m, char ret[BUILD_ID_HEX]);
