// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Flat: a dump as makedumpfile -F and QEMU -z write it down a pipe: pieces of the file, each behind its
 * place in it, in the order in which they were written.
 *
 * Private to this folder.
 *
 * Shape      the pieces, put in order in an unnamed file (spool.h); later ones lie over earlier ones
 * Errors     a record that cannot be, or is cut, ends the file: what came before it is there
 * Limits     LIMIT_VMCORE_SPOOL_BYTES, LIMIT_FLAT_EXTENTS
 * Source     struct makedumpfile_header and makedumpfile_data_header in makedumpfile.h; all numbers are
 *            big-endian
 */
#pragma once

#include "parsers/base/spool.h"

#define FLAT_HEADER_BYTES 4096 /**< MAX_SIZE_MDF_HEADER */

struct flat;

/** @p head: FLAT_HEADER_BYTES, or fewer if the file is shorter. */
bool flat_is(struct slice head);
/** Read all of @p fd, which stays the caller's. */
struct flat *flat_new(int fd);
void flat_free(struct flat *f); /**< NULL is allowed */

/** The file in order, which belongs to @p f; -1: there is no place for it. */
int flat_fd(struct flat *f, const char **ret_problem);
/** The first byte at or behind @p begin that no piece had; the size of the file, if there is none. */
uint64_t flat_hole(const struct flat *f, uint64_t begin);
/** Did it end without the mark of its end, or with damage? */
bool flat_is_cut(const struct flat *f);
