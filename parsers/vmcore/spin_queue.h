// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Spin queue: the CPUs that wait for a queued spinlock, all but the first two of which stand in a queue of
 * nodes that each CPU has (MCS).  Private to this folder.
 *
 * Shape      from the last CPU of the queue to the first, as far as it can be read
 * Absent     of a lock that is no queued spinlock, or of a kernel without them: empty
 * Source     kernel/locking/qspinlock.c, include/asm-generic/qspinlock_types.h
 */
#pragma once

#include "parsers/vmcore/lock_wait.h"

struct spin_queue {
	unsigned *cpus;
	size_t n;
};

/** @p ret: to be deinited. */
void spin_queue_read(struct kernel *k, uint64_t lock, struct spin_queue *ret);
void spin_queue_deinit(struct spin_queue *q);
bool spin_queue_has(const struct spin_queue *q, unsigned cpu);
