// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Lines: bytes of one input member become records and boots.
 *
 * Stage 2.  Bytes are pushed in as they come; the spelling of the log is found from the first bytes
 * and may change from line to line inside plain text (a serial console, a mail).  Formats: see
 * lines_formats[].
 *
 * Shape      one struct lines per input member; records come out in the order of the bytes
 * Speed      in text formats, blocks of whole lines that the sink's wants() declines are only
 *            counted, and looked at for time and boots
 * Errors     none: damaged bytes make records with only `text`; lines_stats counts them
 * Limits     limits.line_bytes: a longer line is cut (RECORD_CUT) and the rest passed over
 */
#pragma once

#include "parsers/limits.h"
#include "parsers/record.h"

struct lines_sink {
	void *ctx;
	/** Is anything in this block of whole lines of interest?  NULL: everything is. */
	bool (*wants)(void *ctx, struct slice block);
	void (*record)(void *ctx, const struct record *r);
	/** A boot began, or more is known about it; NULL: not wanted. Views as in record.h. */
	void (*boot)(void *ctx, const struct boot *b);
};

struct lines_format {
	const char *name;    /**< as in source.kind: dmesg, kmsg, syslog, journal-export, … */
	const char *summary; /**< one line for `crashql formats` */
	const char *source;  /**< where the format is defined */
};

extern const struct lines_format lines_formats[]; /**< ends with a NULL name */

struct lines_stats {
	const struct lines_format
		*format; /**< that most lines have; NULL: not a log that we know */
	uint64_t lines;  /**< lines, the last without line end included */
	uint64_t bytes;
	uint64_t kernel_lines; /**< split ones that the source says the kernel wrote */
	uint64_t cut_lines;    /**< longer than the limit */
	uint64_t bad_records;  /**< damaged records of structured formats */
	uint64_t lost;         /**< messages the log says were lost */
	char damage[400]; /**< of a binary journal: what is damaged and where; empty: nothing */
};

struct lines;

/** @p taken_us: when the log was taken if known (file time; us since 1970), else INT64_MIN; gives
 *  years to lines without one. */
struct lines *lines_new(const struct lines_sink *sink, const struct limits *limits,
                        int64_t taken_us);
void lines_free(struct lines *l); /**< NULL is allowed */
/** What is known of the boot from elsewhere; where the log says the same, the log is right.  To be called
 *  before any of it comes, and again when more is known. */
void lines_boot(struct lines *l, const struct boot *known);
/** A line of a log of one boot that is not made of bytes; instead of lines_feed(). */
void lines_record(struct lines *l, const struct record *r);
void lines_feed(struct lines *l, struct slice bytes);
/** Nothing came for a while: hand out what is complete (whole lines), keep the rest. */
void lines_idle(struct lines *l);
/** The input ended: hand out the rest. */
void lines_end(struct lines *l);
/** Good until lines_free(); format is settled at lines_end(). */
const struct lines_stats *lines_stats(const struct lines *l);
/** Boots seen, in order; good until lines_free(). */
const struct boot *lines_boots(const struct lines *l, size_t *ret_n);
