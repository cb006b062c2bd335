// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Snapshots: files that show the state of a system at one time, as rows.
 *
 * Stage 3, beside parsers/faults: what is no log.  /proc and sysfs files, and output of ps, free,
 * numastat and their like, as bundles keep them.
 *
 * To add a format:
 *
 *  1. write parsers/system/NAME.c with one `const struct system_format system_format_NAME`
 *  2. add NAME to parsers/system/formats.def
 *  3. test it in tests/system
 *
 * Shape      rows of the snapshot tables (SNAPSHOT_TABLES in fact_fields.h), in the order of the file
 * Lifetime   rows live until the sink's rows() returns, unless the sink takes their arena; so the
 *            state of a format holds no slices of it
 * Absent     fact_has() is false
 * Errors     none: lines that are not understood are counted in struct system.bad_lines
 */
#pragma once

#include "parsers/fault.h"
#include "parsers/limits.h"
#include "parsers/snapshot.h"

struct system_sink {
	void *ctx;
	/** Some rows are complete; called when SNAPSHOT_ROWS_BYTES are there, and at the end.  True: the
	 *  sink keeps a copy of *rows with its arena, and frees it with snapshot_rows_deinit(). */
	bool (*rows)(void *ctx, const struct snapshot_rows *rows);
};

/** Bytes of a member that bid() sees. */
#define SYSTEM_HEAD_BYTES ((size_t)16 << 10)

struct system {
	const struct system_format *format;
	struct snapshot_rows rows;
	/** What the path inside the bundle says: "proc/123/status", "sos_commands/memory/free". */
	struct slice path;
	uint64_t line_no; /**< of the line that is given to line(), from 1 */
	uint64_t bad_lines;
	struct arena *keep; /**< for what the state points to; lives as long as the reader */
	void *state;        /**< of format->state_bytes, zeroed; the format's own */
};

struct system_format {
	const char *name;    /**< as in source.kind: meminfo, zoneinfo, slabinfo, … */
	const char *summary; /**< one line for `crashql formats` */
	const char *source;  /**< kernel function or program that writes it */
	/**
	 * How sure is it that @p head (the first bytes of a member, perhaps cut in a line) is of this
	 * format?  0: it is not; 1 to 100 otherwise.  Content decides; @p path breaks ties.
	 */
	int (*bid)(struct slice head, struct slice path);
	/** Empty lines stand inside it, too: a table that ps prints may be part of it. */
	bool has_blanks;
	size_t state_bytes;
	/** A line without its end.  Rows are added to s->rows. */
	void (*line)(struct system *s, struct slice line);
	/** No more lines; NULL: nothing to do. */
	void (*end)(struct system *s);
};

extern const struct system_format *const system_formats[]; /**< NULL at the end */

/** The best bidder, or NULL.  Ties go to the earlier in formats.def. */
const struct system_format *system_probe(struct slice head, struct slice path);
/** The same, and how much it bid; 0: none. */
const struct system_format *system_probe_bid(struct slice head, struct slice path, int *ret_bid);

struct system_reader;
struct system_reader *system_new(const struct system_format *format, struct slice path,
                                 const struct system_sink *sink, const struct limits *limits);
void system_free(struct system_reader *r); /**< NULL is allowed */
void system_feed(struct system_reader *r, struct slice bytes);
void system_end(struct system_reader *r);
/** Lines that were not understood. */
uint64_t system_bad_lines(const struct system_reader *r);

/** Add a named number: `value` as printed, in `unit`; node -1: of the whole machine. */
void system_stat(struct system *s, int64_t node, struct slice name, double value, const char *unit);
/** The same where the number is a text: false, with nothing added, when it is none. */
bool system_stat_text(struct system *s, int64_t node, struct slice name, struct slice value,
                      const char *unit);
void system_setting(struct system *s, struct slice name, struct slice value);
