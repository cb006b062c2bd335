// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Ingest debug: a vmlinux that lies in the same bundle as a memory image, as one of the places that are searched for
 * debug information of it.
 *
 * A plain file is read where it lies; out of an archive it is kept in an unnamed file meanwhile.
 *
 * Lifetime   options are good until ingest_debug_deinit()
 * Limits     INGEST_VMLINUX files of LIMIT_DEBUG_FILE_BYTES
 */
#pragma once

#include "analyzer/symbols/debug_find.h"
#include "db/store.h"
#include "parsers/base/spool.h"

/** Kernels of one bundle that are looked at. */
#define INGEST_VMLINUX 4

struct ingest_debug {
	struct debug_find_options options;
	const char **paths; /**< those of the user, then those found */
	char *found[INGEST_VMLINUX];
	size_t n_found;
	struct spool *spools[INGEST_VMLINUX];
	size_t n_spools;
};

/** Look among the members that @p s knows.  @p user: where else to look; NULL: nowhere. */
must_use struct err *ingest_debug_find(struct store *s, const struct debug_find_options *user,
                                       const struct limits *limits, struct ingest_debug *ret);
/** NULL: there is nowhere to look. */
const struct debug_find_options *ingest_debug_options(const struct ingest_debug *d);
void ingest_debug_deinit(struct ingest_debug *d);
