// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Process table: lines below a header that names columns, as ps and top print them.
 *
 * Shape      one row of struct process for every process; threads of one give none
 * Units      sizes in KiB; suffixes (12m, 1.3g) count
 * Absent     a column that is not there, or is `-`, leaves its field unset
 * Limits     PROCESS_COLUMNS_MAX
 * Source     ps/output.c and top.c of procps, ps.c and top.c of busybox, ps.c of toybox, ps of
 *            Android's toolbox, ps of the crash utility
 */
#pragma once

#include "parsers/system/token.h"

#define PROCESS_COLUMNS_MAX 64

enum process_column {
	COLUMN_OTHER,
	COLUMN_PID,
	COLUMN_PPID,
	COLUMN_UID,
	COLUMN_TID,
	COLUMN_STATE,
	COLUMN_VSZ,
	COLUMN_RSS,
	COLUMN_MINOR,
	COLUMN_MAJOR,
	COLUMN_OOM_SCORE,
	COLUMN_OOM_ADJ,
	COLUMN_CGROUP,
	COLUMN_COMMAND, /**< may hold blanks */
	COLUMN_DATE,    /**< `10:04:11`, `Jan 05`, `Mon Jan  5 10:04:11 2026` */
};

struct process_table {
	enum process_column columns[PROCESS_COLUMNS_MAX];
	size_t starts[PROCESS_COLUMNS_MAX]; /**< offset of the header's words */
	size_t n_columns;
	bool has_tid;
	bool cut;        /**< of top: COMMAND ends in `+` where it did not fit */
	bool names_only; /**< COMMAND is a name, without arguments */
	int64_t last_pid;
};

/** Is @p line a header?  False, with @p ret untouched, when it is not. */
bool process_table_header(struct slice line, struct process_table *ret);

/** A line below it: false when it is no row of a process or thread.  Sets names_only when it sees that
 *  kernel threads have no brackets. */
bool process_table_row(struct process_table *t, struct slice line, struct snapshot_rows *rows);

/** The same without adding anything: is it a row? */
bool process_table_fits(const struct process_table *t, struct slice line);

/** Name of a process with command line @p args: `nginx` of `/usr/sbin/nginx -g …`, `kthreadd` of
 *  `[kthreadd]`; at most 15 bytes, as the kernel keeps them, unless in brackets. */
struct slice process_comm(struct slice args);
