// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Kernel search: what a kernel without CONFIG_KALLSYMS_ALL does not name, whose table of symbols has
 * functions alone: its BTF, and the places of data.
 *
 * Data that modules may use has entries in the tables of exported symbols; per-CPU variables stand in the BTF;
 * the head of a list is what is no element on the way around from one.
 *
 * Private to this folder.
 *
 * Absent     what is not found: functions return false, or add nothing
 * Limits     LIMIT_KALLSYMS_SEARCH_BYTES from where the kernel's code ends
 * Source     include/linux/export-internal.h (include/linux/export.h before Linux 6.5); RO_DATA() in
 *            include/asm-generic/vmlinux.lds.h; Documentation/bpf/btf.rst
 */
#pragma once

#include "parsers/vmcore/kernel.h"

/** Add the exported symbols of vmlinux to @p syms, sorted. */
void kernel_search_exports(const struct kernel *k, struct ksyms *syms);

/** Where BTF that knows of tasks lies. */
must_use bool kernel_search_btf(struct kernel *k, uint64_t *ret_begin, uint64_t *ret_end);

/** With types and exports known: add per-CPU variables and heads of lists to k->exports. */
void kernel_search_data(struct kernel *k);
