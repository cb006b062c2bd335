// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Capture dump: how a memory image gets from an input member to parsers/vmcore.
 *
 * A plain file is read where it lies.  What comes out of an archive, a compressed file or a pipe is kept
 * in an unnamed file first, as an image is read here and there.
 *
 * Limits     LIMIT_VMCORE_SPOOL_BYTES, LIMIT_VMCORE_HEAD_BYTES, CAPTURE_DUMP_HASH_BYTES
 */
#pragma once

#include "analyzer/capture.h"

/**
 * Images up to this size are hashed whole.  Of larger ones, which may be terabytes with holes, the hash
 * is of their size, their first and last MiB, and 4 KiB in each 1/4096 between.
 */
#define CAPTURE_DUMP_HASH_BYTES (UINT64_C(256) << 20)

struct capture_dump;

struct capture_dump *capture_dump_new(void);
void capture_dump_free(struct capture_dump *d); /**< NULL is allowed */

/** The member is the plain files @p fds, borrowed until capture_dump_end(); false: no memory image. */
bool capture_dump_file(struct capture_dump *d, const int *fds, size_t n_fds, uint64_t *ret_bytes);
/** More bytes of the member; false, with these not taken: it is no memory image. */
bool capture_dump_feed(struct capture_dump *d, struct slice bytes);
/** Is it known to be one? */
bool capture_dump_is_sure(const struct capture_dump *d);
/** What was fed so far, while it is not sure. */
struct slice capture_dump_head(const struct capture_dump *d);

/** See capture_hold(). */
bool capture_dump_hold(struct capture_dump *d, uint64_t max_spooled, struct held_dump *ret);
/** All of it is there: read it; rows go to the sink of @p c, the log to its lines. */
void capture_dump_end(struct capture_dump *d, struct capture *c);
/** NULL: nothing is wrong with it.  After capture_dump_end(). */
const char *capture_dump_damage(const struct capture_dump *d);
/** While the files that it was given are open. */
void capture_dump_hash(const struct capture_dump *d, char ret[SHA256_HEX + 1]);
