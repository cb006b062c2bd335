// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * OOM lines: what each line of an OOM event is, and its rows: the task table and the kills.
 *
 * Shape      one struct oom_scan follows one event; oom_scan_line() is called for its lines in order
 * Lifetime   slices are views of the line
 * Source     mm/oom_kill.c and mem_cgroup_print_oom_*() in mm/memcontrol.c, spellings since Linux 2.6.9
 */
#pragma once

#include "parsers/fault.h"

enum oom_line {
	OOM_LINE_NONE,
	OOM_LINE_HEAD,       /**< x invoked oom-killer: … */
	OOM_LINE_CPUSET,     /**< x cpuset=/ mems_allowed=0 */
	OOM_LINE_LIMIT,      /**< Task in /a killed as a result of limit of /b */
	OOM_LINE_USAGE,      /**< memory: usage 1024kB, limit 1024kB, failcnt 5 */
	OOM_LINE_KMEM,       /**< kmem: usage 1024kB, limit 1024kB, failcnt 5 */
	OOM_LINE_SWAP,       /**< swap: usage …, memory+swap: usage … */
	OOM_LINE_STATS,      /**< Memory cgroup stats for /a: */
	OOM_LINE_STAT,       /**< anon 123, below it */
	OOM_LINE_DUMP,       /**< a line of show_mem() */
	OOM_LINE_TASK_HEAD,  /**< [ pid ]   uid  tgid … name */
	OOM_LINE_TASK,       /**< a row of that table */
	OOM_LINE_CONSTRAINT, /**< oom-kill:constraint=… */
	OOM_LINE_KILL,       /**< … Kill process 12 (x) …, … Killed process 12 (x) … */
	OOM_LINE_GROUP,      /**< Tasks in /a are going to be killed due to memory.oom.group set */
	OOM_LINE_REAPED,     /**< oom_reaper: reaped process 12 (x), … */
	OOM_LINE_NO_VICTIM,  /**< Out of memory and no killable processes... */
	OOM_LINE_TEXT,       /**< of the event, without facts */
};

/** Columns of the task table, in the order in which they were printed; see oom_tasks.c. */
#define OOM_TASK_COLUMNS 16

struct oom_scan {
	bool in_stats; /**< lines of `name number` are those of a memory cgroup */
	uint8_t columns[OOM_TASK_COLUMNS];
	size_t n_columns; /**< 0: no head of the table seen */
};

enum oom_line oom_scan_line(struct oom_scan *s, struct slice text);

/** Is @p text the head of a task table?  Then its columns are kept in @p s. */
bool oom_tasks_head(struct oom_scan *s, struct slice text);
/** Parse a row of the task table; @p ret (may be NULL) is cleared first, its comm a view. */
bool oom_tasks_row(const struct oom_scan *s, struct slice text, struct oom_task *ret);

/** A line about one victim. */
struct oom_kill_line {
	bool done;            /**< "Killed": it has been sent SIGKILL, and its memory is printed */
	bool or_child;        /**< "or sacrifice child": the next line may name another process */
	struct oom_kill kill; /**< comm is a view */
};

bool oom_kill_parse(struct slice text, struct oom_kill_line *ret);
