// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Alloc request: what was asked of the page allocator, as the heads of OOM and allocation failure
 * reports print it.
 *
 * Shape      views of the line
 * Absent     slices with p NULL; has_order false
 * Source     dump_header() in mm/oom_kill.c (gfp_mask=…, order=…), warn_alloc() in mm/page_alloc.c
 *            (order:…, mode:…), cpuset_print_current_mems_allowed() in kernel/cgroup/cpuset.c; flag
 *            names since Linux 4.6, nodemask since 4.10, cpuset in the same line since 5.0
 */
#pragma once

#include "parsers/base/slice.h"

struct alloc_request {
	struct slice gfp_mask;  /**< with its 0x, as printed */
	struct slice gfp_flags; /**< names in the parentheses behind it; NULL when they are empty */
	struct slice nodemask;  /**< NULL for "(null)" too */
	struct slice cpuset;
	struct slice mems_allowed;
	bool has_order;
	int64_t order;
};

/** Fill @p req with what @p text says; fields that it does not say stay as they are. */
void alloc_request_parse(struct slice text, struct alloc_request *req);
