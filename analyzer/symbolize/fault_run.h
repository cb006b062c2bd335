// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Fault run: what a store knows of the kernel that a fault is of, as the resolver wants it.
 *
 * kallsyms, /proc/modules and System.map of the fault's bundle are read again from where the bundle lay, when
 * it is still there; the former two for faults of the boot that it was taken from, as KASLR moves every other
 * one elsewhere.
 */
#pragma once

#include "analyzer/report/rows.h"
#include "analyzer/symbols/resolve.h"

#define FAULT_RUN_FIELDS(F) \
	F(I64, fault_id)    \
	F(I64, source_id)   \
	F(TEXT, release)    \
	F(TEXT, version)    \
	F(TEXT, kaslr_offset) F(I64, bundle_id) F(I64, is_last_boot) F(TEXT, build_id)
ROW_STRUCT(fault_run_row, FAULT_RUN_FIELDS);
extern const struct row_field fault_run_fields[];

/** Lists of bundles that were read. */
struct fault_runs {
	sqlite3 *db;
	struct arena arena;
	struct run_list *lists;
	size_t n_lists;
};

void fault_runs_deinit(struct fault_runs *f);

/** The run of fault @p row; texts are those of @p row, or in @p arena. */
must_use struct err *fault_run(struct fault_runs *f, const struct fault_run_row *row,
                               struct arena *arena, struct kernel_run *ret);
