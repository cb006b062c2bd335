// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Module types: layout of structures that only a module has, from the BTF that the kernel keeps of it.
 *
 * Shape      the list of modules with BTF is read when the first is asked for, the BTF of a module when
 *            one of its own types is
 * Absent     a module that is not loaded, or whose BTF is not in the dump, has no types
 * Limits     LIMIT_VMCORE_MODULES; LIMIT_BTF_BYTES, for all modules together
 * Source     kernel/bpf/btf.c, btf_modules (Linux 5.11)
 */
#pragma once

#include "parsers/vmcore/kernel.h"

/** The types of module @p name, as the kernel's list has it; NULL: none. */
struct types *module_types_of(struct kernel *k, struct slice name);
void module_types_free(struct module_types *m); /**< NULL is allowed */
