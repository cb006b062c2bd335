// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Skip: which functions are machinery that no report should blame.
 *
 * The names are in skip_frames.def.  The table is compiled at the first question and read-only from
 * then on: any thread may ask.
 */
#pragma once

#include "parsers/base/slice.h"

/** When a row of skip_frames.def counts. */
enum skip_set {
	SKIP_REPORT = 1 << 0,       /**< prints the report, or is how the processor got there */
	SKIP_LIB = 1 << 1,          /**< strings, sums, containers */
	SKIP_ALLOC = 1 << 2,        /**< allocators */
	SKIP_LOCK = 1 << 3,         /**< locks, counters, RCU */
	SKIP_USER = 1 << 4,         /**< user memory */
	SKIP_OBJECT = 1 << 5,       /**< device model */
	SKIP_WORK = 1 << 6,         /**< timers, work queues, waiting */
	SKIP_MM = 1 << 7,           /**< page cache */
	SKIP_NET = 1 << 8,          /**< packet buffers */
	SKIP_SCHED = 1 << 9,        /**< the scheduler below a task that slept */
	SKIP_HANG = 1 << 10,        /**< what a blocked task waits in */
	SKIP_LEAK = 1 << 11,        /**< allocation on behalf of the caller */
	SKIP_FREE = 1 << 12,        /**< frees for the caller */
	SKIP_LOCKING = 1 << 13,     /**< takes a lock for the caller */
	SKIP_ODEBUG = 1 << 14,      /**< life of debugged objects */
	SKIP_KMALLOC = 1 << 15,     /**< allocates what it was told to */
	SKIP_USERCOPY = 1 << 16,    /**< copies what it was told to */
	SKIP_PAGE = 1 << 17,        /**< allocates pages on behalf of the caller */
	SKIP_INTERRUPT = 1 << 18,   /**< interrupt entry: what is below ran before */
	SKIP_ANCHOR = 1 << 19,      /**< what it calls is the entry of a piece of work */
	SKIP_BUCKET_RTNL = 1 << 20, /**< one fault seen from many callers */
	SKIP_BUCKET_RCU = 1 << 21,
	SKIP_BUCKET_IPI = 1 << 22,
	SKIP_USERLAND = 1 << 23,  /**< run-time libraries of user programs */
	SKIP_IDLE = 1 << 24,      /**< an idle CPU */
	SKIP_WATCHER = 1 << 25,   /**< the detector's own thread */
	SKIP_DETECTOR = 1 << 28,  /**< finds stalls from its timer interrupt */
	SKIP_TICK = 1 << 29,      /**< the timer interrupt of a detector */
	SKIP_TESTER = 1 << 30,    /**< calls tests */
	SKIP_DEADLOCK = 1U << 31, /**< work items as locks */
	SKIP_CRYPTO = 1 << 27,    /**< ciphers over bytes of the caller */
	SKIP_INJECTED = 1 << 26,  /**< fault injection */
};

/** What is stepped over unless a rule says otherwise. */
#define SKIP_BASE                                                                                \
	(SKIP_REPORT | SKIP_LIB | SKIP_ALLOC | SKIP_LOCK | SKIP_USER | SKIP_OBJECT | SKIP_WORK | \
	 SKIP_MM | SKIP_NET)

/** Sets (enum skip_set) that have a row for @p function, which has no suffix any more. */
uint32_t skip_sets(struct slice function);

/** Glob with `*` alone; time is linear in the product of the lengths. */
bool glob_match(struct slice glob, struct slice s);
