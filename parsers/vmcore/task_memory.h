// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Memory of a task: sizes, executable and arguments of its address space.  Private to this folder.
 */
#pragma once

#include "parsers/vmcore/dump_kernel.h"

/** enum of include/linux/mm_types_task.h */
enum rss_kind {
	RSS_FILE,
	RSS_ANON,
	RSS_SWAP,
	RSS_SHMEM,
	RSS_COUNT,
};

/** Counters of one address space: those of the last one that was asked for, as threads share it. */
struct task_rss {
	uint64_t mm; /**< 0: of none */
	int64_t pages[RSS_COUNT];
	bool has[RSS_COUNT];
};

/** Add to @p row what address space @p mm of task number @p no tells. */
void task_memory_add(struct dump_context *d, size_t no, uint64_t mm, struct task_rss *rss,
                     struct task *row);
