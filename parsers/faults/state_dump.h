// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * State dumps: what watchdogs and stall detectors print of tasks and CPUs.
 *
 * Their reports hold many stacks: of the culprit, of the reporter, of other CPUs and tasks.  What a
 * stack is of is said by the lines before it.
 *
 * Source     sched_show_task() in kernel/sched/core.c, lib/nmi_backtrace.c,
 *            kernel/rcu/tree_stall.h
 */
#pragma once

#include "parsers/faults/grammar.h"

/** The line that sched_show_task() prints, in the spellings of 2.6 to 7.x. */
struct task_state {
	struct slice comm;
	char state;  /**< R S D T t Z X I …; the kernel's '?' too */
	int64_t pid; /**< -1: the line does not say (wrapped) */
};

/** Parse `task:x  state:D stack:0 pid:12 …`, `x  D 0000000000000000 0 12 2 0x00000000`,
 *  `x  R  running task  22056 12 3688 0x00000008`, `x  D22600  12  2 0x80000000`. */
bool task_state_parse(struct slice text, struct task_state *ret);

/** Cut `comm:pid` or `comm/pid` at the last @p sep; comm may hold @p sep and blanks itself. */
bool task_cut(struct slice text, char sep, struct slice *ret_comm, int64_t *ret_pid);

/** Take the next word after any blanks; false at the end. */
bool word_next(struct slice *in, struct slice *ret);

/** Does @p text belong to a state dump that the generic grammar does not know? */
bool state_dump_is_body(struct slice text);

enum stack_source {
	SOURCE_UNKNOWN, /**< nothing is said: the head's own */
	SOURCE_TASK,    /**< a task that sched_show_task() printed */
	SOURCE_NMI,     /**< a CPU that was asked for its stack */
	SOURCE_CPU,     /**< the task that runs on a CPU, after its `CPU: N PID: …` line */
};

enum stack_section {
	SECTION_NONE,
	SECTION_GP_KTHREAD, /**< RCU grace-period kthread stack dump */
	SECTION_LAST_RAN,   /**< where that kthread last ran: who keeps it from running */
	SECTION_BLOCKER,    /**< after "blocked on a … owned by": the owner */
};

struct stack_context {
	enum stack_source source;
	enum stack_section section;
	int64_t cpu, pid; /**< -1: not said */
	struct slice comm;
};

/** One context for each of f->stacks, in the arena of the report. */
struct stack_context *stack_contexts(const struct report *r, const struct fault *f);

/** Copy what the context says into the stack where the stack does not say it. */
void stack_take_context(struct stack *s, const struct stack_context *c);

/** Set comm and pid of @p f, whatever they were. */
void fault_set_task(struct fault *f, struct slice comm, int64_t pid);
