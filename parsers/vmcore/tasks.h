// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Tasks of a dead kernel, and where each of them stood: found once, used by several parts.
 *
 * Shape      tasks in the order of the kernel's lists (processes, each with its threads), then those that
 *            have a process id and are on no list (where a list is damaged), then those that run and have
 *            none: the idle tasks of the CPUs
 * Lifetime   until tasks_deinit()
 */
#pragma once

#include "parsers/vmcore/unwind.h"

#define TASK_SLEEPS  (-1)
#define TASK_MAY_RUN (-2) /**< what some CPU ran is not in the dump, and this could be it */

struct ktask {
	uint64_t addr;  /**< of struct task_struct */
	uint64_t stack; /**< lowest address of its stack; 0: not known */
	uint64_t sp;    /**< where its saved registers lie; 0: it runs, or is not known */
	int64_t pid;
	int cpu;     /**< it runs on; TASK_SLEEPS, TASK_MAY_RUN */
	int64_t row; /**< number of its row; -1: an idle task, which is on no list and has none */
	double blocked_s;            /**< negative: not known */
	char state;                  /**< letter that ps shows; 0: not known */
	struct unwind_frame *frames; /**< innermost first; NULL: not unwound, or nothing is known */
	size_t n_frames;
};

struct ktasks {
	struct ktask *tasks;
	size_t n;
	bool damaged;       /**< a list is cut: there are perhaps more */
	bool lost_running;  /**< what some CPU ran is not known */
	uint64_t *by_addr;  /**< sorted addresses */
	size_t *by_addr_no; /**< and their places in tasks */
	size_t n_by_addr;   /**< tasks added since are not found */
};

void tasks_read(struct kernel *k, struct ktasks *ret);
/** Unwind the stacks of all of them. */
void tasks_unwind(struct ktasks *t, struct unwinder *u);
void tasks_deinit(struct ktasks *t);
/** The task at @p addr; NULL: it is none. */
struct ktask *tasks_find(const struct ktasks *t, uint64_t addr);
/** Where to look up the function of a frame: the call lies in front of a return address. */
static inline uint64_t frame_lookup(const struct unwind_frame *f)
{
	return f->ip - f->is_return;
}

/** The task on whose stack @p addr lies; NULL: none. */
struct ktask *tasks_of_stack(const struct ktasks *t, const struct unwinder *u, uint64_t addr);

/** Letter that ps shows for a state, as task_state_array[] of fs/proc/array.c has it. */
char task_state_letter(struct kernel *k, uint64_t task);

/** Path of a dentry in its file system, or of a file with its mounts, into @p buf; false: not there. */
bool path_of_dentry(struct kernel *k, uint64_t dentry, uint64_t vfsmount, char *buf, size_t size);
/** Path of the kernfs node @p kn. */
bool path_of_kernfs(struct kernel *k, uint64_t kn, char *buf, size_t size);
