// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Snapshot: rows of the tables that hang on a source and not on a report: the state of a system at one
 * time, as its files show it (parsers/system) or its memory (parsers/vmcore).
 *
 * Shape      rows of each table in the order in which they were added; tables in that of
 *            SNAPSHOT_TABLES in fact_fields.h
 * Lifetime   rows and their texts live in the arena
 * Absent     fact_has() is false
 */
#pragma once

#include "parsers/base/cleanup.h"
#include "parsers/fault.h"

#define SNAPSHOT_MEMBER(name, FIELDS) \
	struct name *name;            \
	size_t n_##name;

/** Rows of all snapshot tables. */
struct snapshot_rows {
	SNAPSHOT_TABLES(SNAPSHOT_MEMBER)
	struct arena *arena; /**< where rows and their texts live */
	bool is_32bit;       /**< addresses have 8 digits */
};

/** Memory of rows before they are handed to a sink. */
#define SNAPSHOT_ROWS_BYTES ((size_t)1 << 20)

/** A new row of table @p name in @p rows; texts that it points to must be in rows->arena. */
#define snapshot_row(rows, name) \
	arena_push((rows)->arena, &(rows)->name, &(rows)->n_##name, &(struct name){ 0 })

/** Free rows that a sink kept. */
static inline void snapshot_rows_deinit(struct snapshot_rows *rows)
{
	if (rows->arena)
		arena_deinit(rows->arena);
	free(rows->arena);
	*rows = (struct snapshot_rows){ 0 };
}
