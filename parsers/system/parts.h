// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Parts: which snapshots a member holds: most often it is one; or none, one behind a few lines of
 * something else, or the outputs of several commands one after another.
 *
 * A part begins at the first line, behind a heading (heading.h), or behind an empty line where
 * another format begins; quoting of mails and indentation are taken off.  Each is read by a reader of its own, so that the numbers of one command
 * never mix with those of another.
 *
 * Lifetime   as in system.h
 * Limits     SYSTEM_HEAD_BYTES of each part are kept until its format is known
 */
#pragma once

#include "parsers/system/system.h"

struct part {
	size_t no;         /**< from 0, of those that are snapshots */
	struct slice name; /**< proc/meminfo, free_-k; empty: no heading says it */
	const struct system_format *format;
};

struct parts_sink {
	void *ctx;
	/** As in system_sink; NULL: rows are not wanted.  Those of a part come one after another. */
	bool (*rows)(void *ctx, const struct part *part, const struct snapshot_rows *rows);
	/** Is @p head, which might be a snapshot, the beginning of a log?  Then it is none. */
	bool (*is_log)(void *ctx, struct slice head);
};

struct parts;

struct parts *parts_new(struct slice path, const struct parts_sink *sink,
                        const struct limits *limits);
void parts_free(struct parts *p); /**< NULL is allowed */
void parts_feed(struct parts *p, struct slice bytes);
void parts_end(struct parts *p);

/** The format of the first snapshot; NULL: none yet. */
const struct system_format *parts_format(const struct parts *p);
