// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Ingest part: further snapshots of a file, which become sources of their own: memory.txt holds the
 * first one, memory.txt!proc/meminfo another.  So every source holds one state of one thing.
 *
 * Lifetime   rows are kept until the file's own source has ended
 * Limits     INGEST_PARTS_BYTES of rows in one file
 */
#pragma once

#include "parsers/system/parts.h"

/** A collection's text with all that /proc has is a few MiB. */
#define INGEST_PARTS_BYTES ((size_t)64 << 20)

struct ingest_part {
	size_t no;
	char *name;       /**< of the part, unlike those of the others */
	const char *kind; /**< source.kind */
	struct snapshot_rows *rows;
	size_t n_rows;
};

struct ingest_parts {
	struct ingest_part *parts;
	size_t n, bytes;
	bool full; /**< some were dropped */
};

/** Keep @p rows; false: they are not kept, as there are too many. */
bool ingest_parts_add(struct ingest_parts *l, const struct part *part,
                      const struct snapshot_rows *rows);
void ingest_parts_reset(struct ingest_parts *l);
