// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Fault run: what a store knows of the kernel that a fault is of, as the resolver wants it.
 *
 * kallsyms, System.map and /proc/modules of the fault's bundle or folder come with it.  Whether the former is
 * of the same boot, or how far KASLR put that one away, list_fit.h finds out.
 */
#pragma once

#include "analyzer/symbolize/run_lists.h"

#define FAULT_RUN_FIELDS(F)   \
	F(I64, fault_id)      \
	F(I64, source_id)     \
	F(TEXT, release)      \
	F(TEXT, version)      \
	F(TEXT, kaslr_offset) \
	F(I64, bundle_id)     \
	F(TEXT, folder)       \
	F(TEXT, arch)         \
	F(TEXT, command_line) F(I64, is_last_boot) F(TEXT, build_id)
ROW_STRUCT(fault_run_row, FAULT_RUN_FIELDS);
extern const struct row_field fault_run_fields[];

struct fault_runs {
	sqlite3 *db;
	struct run_lists_cache lists;
};

void fault_runs_deinit(struct fault_runs *f);

/** What is known of a fault's kernel. */
struct fault_kernel {
	struct kernel_run run; /**< kallsyms: perhaps of another boot of it */
	bool is_same_boot;     /**< nothing so far says that kallsyms is of another boot */
	bool is_x86_64;
	/** Addresses of the kernel's first function in kallsyms and in System.map. */
	uint64_t kallsyms_begin, map_begin;
};

/** The kernel of fault @p row; texts are those of @p row, in @p arena, or good until the next call. */
must_use struct err *fault_run(struct fault_runs *f, const struct fault_run_row *row,
                               struct arena *arena, struct fault_kernel *ret);
