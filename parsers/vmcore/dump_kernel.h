// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * What parts that read structures of the kernel share: the members of struct dump_context that part
 * kernel fills.
 *
 * Absent     a fact that cannot be read is left out of its row; a row whose object cannot be read at all
 *            is left out; what was damaged on the way is told by dump_note()
 */
#pragma once

#include "parsers/vmcore/dump_reader.h"
#include "parsers/vmcore/tasks.h"

/** Something of the kernel's memory is damaged or cut: told as the source's message. */
void dump_note(struct dump_context *d, const char *fmt, ...)
	__attribute__((__format__(__printf__, 2, 3)));
