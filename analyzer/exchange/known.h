// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Known: bugs that syzbot and ABRT know, out of their JSON.
 *
 * Forms: a bug of the syzbot dashboard (`/bug?id=…&json=1`), a list of them (`/upstream?json=1`), a
 * uReport of type kerneloops; several in one file, one behind the other.
 *
 * Lifetime   texts are in the arena
 * Errors     ERR_IO; ERR_FORMAT with the file, line and column of what is no JSON, or of an object that is
 *            none of these; ERR_LIMIT
 * Limits     KNOWN_FILE_BYTES, KNOWN_MAX, KNOWN_MARKS
 */
#pragma once

#include "db/store_known.h"

/** Largest file that is read. */
#define KNOWN_FILE_BYTES ((size_t)64 << 20)
/** Issues of one file, and marks of one issue: what else is in it is left out. */
#define KNOWN_MAX   1000000
#define KNOWN_MARKS 256

struct known_list {
	struct store_known *known;
	size_t n;
};

/** Append the issues of the file @p path to @p list. */
must_use struct err *known_read(const char *path, struct arena *arena, struct known_list *list);
