// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * What the readers of parsers/lines share.  Private to this folder.
 *
 * lines.c cuts the bytes into blocks of whole lines and the blocks into lines; one reader per family
 * of spellings takes the prefix off a line; boots.c watches the clocks; lines_deliver() hands out.
 */
#pragma once

#include "parsers/base/arena.h"
#include "parsers/base/match.h"
#include "parsers/base/sbuf.h"
#include "parsers/lines/lines.h"

/** Bytes of a block that is offered to the sink as a whole: small enough for the second-level
 *  cache, large enough that the call does not count. */
#define LINES_BLOCK_BYTES ((size_t)64 << 10)

/** Rows of lines_formats[], in this order. */
enum line_format {
	LINE_DMESG,
	LINE_DMESG_RAW,
	LINE_DMESG_DECODED,
	LINE_DMESG_CTIME,
	LINE_DMESG_ISO,
	LINE_DMESG_DELTA,
	LINE_DMESG_JSON,
	LINE_CONSOLE,
	LINE_KMSG,
	LINE_NETCONSOLE,
	LINE_PSTORE,
	LINE_SYSLOG,
	LINE_SYSLOG_ISO,
	LINE_SYSLOG_5424,
	LINE_JOURNAL_SHORT,
	LINE_JOURNAL_MONO,
	LINE_JOURNAL_FULL,
	LINE_JOURNAL_UNIX,
	LINE_JOURNAL_VERBOSE,
	LINE_JOURNAL_EXPORT,
	LINE_JOURNAL_JSON,
	LINE_STAMPED,
	LINE_FORMAT_COUNT,
	LINE_PLAIN = LINE_FORMAT_COUNT, /**< no prefix that we know */
	LINE_BLANK,                     /**< nothing on the line */
};

struct boots; /* boots.c */

struct lines {
	struct lines_sink sink;
	struct limits limits;
	int64_t taken_us;
	struct lines_stats stats;
	uint64_t format_lines[LINE_FORMAT_COUNT + 2]; /**< per enum line_format */

	/* bytes that are not handed out yet */
	char *buf;
	size_t buf_n, buf_cap;
	uint64_t off;  /**< of the next byte to hand out, in the input */
	uint64_t line; /**< number of the line that begins there */
	uint64_t n_blocks;
	bool quiet;    /**< lines are looked at, but not handed out */
	bool must_see; /**< records of several lines: no block may be passed over */

	/* a line longer than the limit, while its end is awaited */
	struct sbuf cut;
	uint64_t cut_off;

	struct sbuf clean; /**< a line without escape sequences */
	bool replay;       /**< the next line was printed before */

	struct arena boots_arena;
	struct boot *boots;
	size_t n_boots;
	struct match *literals; /**< boot_literals[] and the like */
};

/* lines.c */

/** The record is complete but for `boot`: note boots, count, hand it out. */
void lines_deliver(struct lines *l, struct record *r);

/* printk.c */

/** Take `[ 12.345678]`.  @p strict: as wide as the kernel pads it, and followed by a blank, `[` or
 *  the end, as is asked of a stamp in mid-line. */
bool printk_stamp(struct slice *in, bool strict, int64_t *ret_us);
/** Take `<N>`, 0 to 191, into level and facility. */
bool printk_level(struct slice *in, struct record *r);
/** Take what a kernel message may begin with: drop notes, `<N>`, stamp, caller, one blank.  False if
 *  there is no stamp; `<N>` and drop notes may have been taken then. */
bool printk_prefix(struct slice *in, struct record *r);
/** Find the first stamp in mid-line: offset of the prefix that holds it, -1: none. */
ssize_t printk_find(struct slice s);
/** Split @p r where a further message begins in its text; hands out all of them. */
void printk_deliver(struct lines *l, struct record *r);

/* console.c */

bool console_is_clean(struct slice s);
/** @p s without escape sequences, CR, NUL and backspaces. */
void console_clean(struct slice s, struct sbuf *ret);

/* boots.c */

struct match *boots_literals(void);
void boots_note(struct lines *l, struct record *r);
