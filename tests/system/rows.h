// SPDX-License-Identifier: Apache-2.0
/** @file Rows: a whole text as the rows that its snapshot format makes of it, for tests. */
#pragma once

#include "parsers/system/parts.h"

struct rows {
	struct snapshot_rows r; /**< all of them; the arena is rows_free()'s */
	const struct system_format *format;
	uint64_t bad_lines;
	size_t n_parts;              /**< rows_parts(): snapshots with rows */
	size_t batches;              /**< how often the reader gave rows */
	struct snapshot_rows *given; /**< what it gave */
};

/** Read @p text as a member called @p path; the test fails unless the format called @p format is
 *  found.  The bytes are given in pieces of several sizes, which must not matter. */
struct rows *rows_of(const char *format, const char *path, struct slice text);
/** Read all snapshots of @p text; format is that of the first, NULL when there is none. */
struct rows *rows_parts(const char *path, struct slice text);
/** The same as rows_of() with a file below samples/snapshots. */
struct rows *rows_of_sample(const char *format, const char *name);
/** A whole file; the test fails when it cannot be read.  To be freed. */
char *rows_file(const char *path, size_t *ret_n);
void rows_free(struct rows *r);
/** Name of the format that @p text is found to be; NULL: none. */
const char *rows_probe(const char *path, struct slice text);

/** What is looked for must be there, or the test fails; the first of several. */
double rows_stat(const struct rows *r, int64_t node, const char *name); /**< node -1: none set */
const char *rows_unit(const struct rows *r, int64_t node, const char *name);
bool rows_has_stat(const struct rows *r, int64_t node, const char *name);
const struct zone_state *rows_zone(const struct rows *r, int64_t node, const char *zone);
/** Free blocks of an order; @p migratetype NULL: the row has none. */
int64_t rows_blocks(const struct rows *r, int64_t node, const char *zone, const char *migratetype,
                    int64_t page_order);
const struct slab_cache *rows_cache(const struct rows *r, const char *name);
const struct process *rows_process(const struct rows *r, int64_t pid);
struct slice rows_setting(const struct rows *r, const char *name);
bool rows_has_setting(const struct rows *r, const char *name);
/** Is the text @p want? */
void assert_text(struct slice got, const char *want);
