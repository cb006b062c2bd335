// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Spool: a stream that must be read in another order than it comes in, kept in an unnamed file.
 *
 * Small ones stay in memory.  The file lies in $TMPDIR, else /var/tmp, and is gone with the process.
 * What is zero is not written: holes stay holes.
 */
#pragma once

#include "parsers/base/slice.h"

/** Kept in memory up to this size. */
#define SPOOL_MEMORY_BYTES ((size_t)1 << 20)

struct spool;

/** @p max: bytes; more are dropped. */
struct spool *spool_new(uint64_t max);
void spool_free(struct spool *s); /**< NULL is allowed */
void spool_add(struct spool *s, struct slice bytes);
/** All of it, good until spool_free().  NULL @p ret_problem: nothing is missing. */
struct slice spool_end(struct spool *s, const char **ret_problem);
/** The same as a file, which belongs to the spool; -1: there is no place for it. */
int spool_end_file(struct spool *s, const char **ret_problem);
/** Write @p bytes at @p off, as often as needed; false, with nothing written, beyond @p max. */
bool spool_put(struct spool *s, uint64_t off, struct slice bytes);
