// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Ingest held: memory images of a bundle that are read when all else of it has been: parts of a split dump in an
 * archive, which come one after the other and are one dump, and dumps whose kernel's symbols a list beside them
 * may tell.
 *
 * Lifetime   descriptors are duplicates; those of archives are of unnamed files
 * Limits     LIMIT_VMCORE_SPOOL_BYTES of such files at a time; HELD_FILES
 */
#pragma once

#include "analyzer/capture.h"
#include "parsers/input/dumpset.h"

/** Files of one bundle that are held: a process may have 1024 open, and reads a bundle per CPU. */
#define HELD_FILES 128

/** One file of a dump, or one dump. */
struct held_dump {
	char *path;
	bool is_archive; /**< as input_member.is_archive */
	int64_t mtime_us;
	enum input_status status; /**< of the member */
	char *message;            /**< NULL: nothing was wrong with it */
	int *fds;
	size_t n_fds;
	uint64_t spooled; /**< bytes of unnamed files */
	bool is_part;
	struct dumpset_part part;
};

struct held_dumps {
	struct held_dump *v;
	size_t n, cap;
	size_t n_fds;
	uint64_t spooled;
};

/** Take the dump out of @p c, which has ended, if it is better read later; false: it is none of these, or there
 *  is no more room. */
bool held_dumps_take(struct held_dumps *h, struct capture *c, bool is_archive,
                     enum input_status status, const char *message);
/** Bring them in order: files of one dump one behind the other. */
void held_dumps_sort(struct held_dumps *h);
/** How many from the @p i-th on are one dump? */
size_t held_dumps_run(const struct held_dumps *h, size_t i);
void held_dumps_deinit(struct held_dumps *h);
