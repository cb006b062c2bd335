// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Object tracks: who allocated and who freed an object, as KASAN and KFENCE print it.
 *
 * Lines, with or without what is in brackets (older kernels say less):
 *
 *   Allocated by task 4310[ on cpu 1 at 102.345678s[ (0.01s ago)]]:
 *   freed by task 11 on cpu 0 at 32.919330s:
 *   Freed:                                      Linux 4.7 to 4.10, "PID = 11" is the next line
 *   INFO: Allocated in f+0x1/0x2 age=3 cpu=1 pid=4310
 */
#pragma once

#include "parsers/faults/family.h"

enum objtrack_who {
	OBJTRACK_NONE,
	OBJTRACK_ALLOC,
	OBJTRACK_FREE,
};

/** Read one line into the memory object of @p f; the first of each sort counts.  @p last is what the
 *  call for the line before gave (OBJTRACK_NONE at first): "PID = 11" belongs to it. */
enum objtrack_who objtrack_parse(struct slice text, enum objtrack_who last, struct fault *f);
