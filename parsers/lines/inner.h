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
#include "parsers/lines/dates.h"
#include "parsers/lines/lines.h"

/** Bytes of a block that is offered to the sink as a whole: small enough for the second-level
 *  cache, large enough that the call does not count. */
#define LINES_BLOCK_BYTES ((size_t)64 << 10)

/** What shows that messages are not in the block as they are: a JSON entry's array of bytes (with the
 *  blank that some printers put), and the parts of an extended netconsole's message. */
#define LINES_BYTE_ARRAY  "\"MESSAGE\":["
#define LINES_BYTE_ARRAY2 "\"MESSAGE\": ["
#define LINES_PART        "ncfrag="

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
	LINE_JOURNAL,
	LINE_STAMPED,
	LINE_FORMAT_COUNT,
	LINE_PLAIN = LINE_FORMAT_COUNT, /**< no prefix that we know */
	LINE_BLANK,                     /**< nothing on the line */
};

/** What kind of bytes follow. */
enum lines_mode {
	LINES_TEXT,    /**< lines, in blocks */
	LINES_EXPORT,  /**< journal export: fields with binary values */
	LINES_JSON,    /**< objects over several lines */
	LINES_JOURNAL, /**< a binary journal */
};

/** A journal entry while its fields come. */
struct entry {
	bool open;
	bool has_message, has_identifier, has_comm, has_transport, kernel;
	unsigned fields;                           /**< how many came, of any name */
	uint32_t flags;                            /**< enum record_flags, for its records */
	int level, facility;                       /**< -1: none */
	int64_t realtime_us, source_realtime_us;   /**< INT64_MIN: none */
	int64_t monotonic_us, source_monotonic_us; /**< INT64_MIN: none */
	uint64_t off, line;                        /**< where it begins */
	char boot[32];
	size_t boot_n;
	struct sbuf message, host, tag;
};

/** Where the reader of the export format is. */
struct export
{
	uint64_t skip;  /**< bytes of a value to pass over */
	bool want_end;  /**< the line end after such a value is next */
	bool skip_line; /**< pass over the rest of a long line */
	bool in_line;   /**< the last byte was no line end */
	bool resync;    /**< damage: pass over lines up to the next entry */
};

/** Where the reader of multi-line JSON is. */
struct scan {
	bool in_object, in_string, escape;
	bool in_line;       /**< a line longer than a block is not over */
	uint64_t off, line; /**< where the object begins */
	struct sbuf object;
};

/** The entry of journalctl -o verbose that is being read. */
struct verbose {
	bool open;
	size_t indent; /**< of the further lines of the field's value */
	uint64_t end_off, end_line;
	struct sbuf key, value;
};

/** A netconsole message of several parts. */
struct parts {
	bool open;
	uint64_t total, got; /**< bytes */
	struct record record;
	struct sbuf text;
};

struct lines {
	struct lines_sink sink;
	struct limits limits;
	struct lines_stats stats;
	uint64_t format_lines[LINE_FORMAT_COUNT + 2]; /**< per enum line_format */

	/* bytes that are not handed out yet */
	char *buf;
	size_t buf_n, buf_cap;
	uint64_t off;  /**< of the next byte to hand out, in the input */
	uint64_t line; /**< number of the line that begins there */
	uint64_t n_blocks;
	enum lines_mode mode;
	bool quiet;         /**< lines are looked at, but not handed out */
	bool must_see;      /**< records of several lines: no block may be passed over */
	struct slice ahead; /**< what follows the line in its block */

	/* a line longer than the limit, while its end is awaited */
	struct sbuf cut;
	uint64_t cut_off;

	/* readers */
	struct sbuf clean;   /**< a line without escape sequences */
	struct sbuf decoded; /**< a message without `#012` or `\x0a` */
	bool replay;         /**< the next line was printed before */
	bool journal;        /**< journalctl made it */
	bool reltime;        /**< dmesg's relative times have a beginning */
	struct date_years years;
	char mono_host[256]; /**< of journalctl -o short-monotonic */
	size_t mono_host_n;
	bool in_kmsg; /**< the line before was a /dev/kmsg record */
	bool has_seq;
	uint64_t seq; /**< of the /dev/kmsg record before */
	int64_t seq_us;
	struct parts parts;
	struct entry entry;
	struct export exp;
	struct scan scan;
	struct verbose verbose;
	struct spool *spool; /**< a binary journal, until it has ended; NULL: none */

	/* boots */
	const struct match *literals; /**< what lines about a boot hold */
	bool facts;                   /**< the block holds one of them */
	struct arena boots_arena;
	struct boot *boots;
	size_t n_boots,
		current;   /**< boots[current] is the one of the next record, if there is one */
	struct slice uuid; /**< boot id of the entry that is being handed out */
	int64_t start_us;  /**< when that boot began, INT64_MIN: not said */
	bool clock_reset;  /**< the next stamp may be of any time */
	bool has_clock;
	int64_t clock_us; /**< last stamp of the current boot */
	bool was_ahead;   /**< a stretch of stamps was far ahead of clock_before_us */
	int64_t clock_before_us;
	bool mid_line;           /**< the stamp came after other text */
	bool echo;               /**< the record is an old one, in another program's words */
	bool console_switch;     /**< the early console was left: the log may come again */
	int64_t replay_until_us; /**< stamps before this one were printed before */
	uint64_t boot_lines;     /**< lines of the kernel in the current boot */
	bool bare_banner;        /**< a kernel's banner stood alone on a line */
	bool start_is_exact;     /**< of the current boot: journal, or the hardware clock */
};

/* lines.c */

/** The record is complete but for `boot`: note boots, count, hand it out. */
void lines_deliver(struct lines *l, struct record *r);
/** r->text has @p mark for line ends and other escapes: hand out a record for each line. */
void lines_deliver_split(struct lines *l, struct record *r, struct slice mark,
                         void (*decode)(struct slice s, struct sbuf *ret));
/** Hand out a record for each line of @p text, which is no view of the input. */
void lines_deliver_text(struct lines *l, struct record *r, struct slice text);

/* formats.c */

/** The format that most lines have; NULL: this is no log. */
const struct lines_format *formats_choose(const uint64_t counts[LINE_FORMAT_COUNT + 2]);

/* prefix.c */

/** Take off what precedes the message; LINE_PLAIN: nothing that we know. */
enum line_format prefix_take(struct lines *l, struct slice *in, struct record *r);
/** A line between log lines that says where they come from; false: it is none. */
bool prefix_mark(struct lines *l, struct slice s);

/* printk.c */

/** Take `[ 12.345678]`.  @p strict: as wide as the kernel pads it, and followed by a blank, `[` or
 *  the end, as is asked of a stamp in mid-line. */
bool printk_stamp(struct slice *in, bool strict, int64_t *ret_us);
/** Take `<N>`, 0 to 191, into level and facility. */
bool printk_level(struct slice *in, struct record *r);
/** Take what stands between a stamp and the message: the caller, one blank. */
void printk_after_stamp(struct slice *in, struct record *r);
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

/* Prefix readers: LINE_PLAIN, with @p in left alone, when the line is not theirs.  dmesg.c: */

enum line_format dmesg_bracket(struct lines *l, struct slice *in, struct record *r);
enum line_format dmesg_decoded(struct lines *l, struct slice *in, struct record *r);

/* syslog.c */

enum line_format syslog_month(struct lines *l, struct slice *in, struct record *r);
enum line_format syslog_iso(struct lines *l, struct slice *in, struct record *r);
enum line_format syslog_full(struct lines *l, struct slice *in, struct record *r);
enum line_format syslog_unix(struct lines *l, struct slice *in, struct record *r);
enum line_format syslog_5424(struct lines *l, struct slice *in, struct record *r);
enum line_format syslog_wire(struct lines *l, struct slice *in, struct record *r);
enum line_format syslog_bare(struct lines *l, struct slice *in, struct record *r);
/** After a stamp: `host tag: ` of journalctl -o short-monotonic. */
bool syslog_mono(struct lines *l, struct slice *in, struct record *r);
/** Hand out a message that may have `#012` for its line ends. */
void syslog_deliver(struct lines *l, struct record *r);

/* Readers of whole lines: true when they took the line.  kmsg.c: */

bool kmsg_line(struct lines *l, struct slice s, struct record *r);
void kmsg_flush(struct lines *l);

/* json.c */

bool json_line(struct lines *l, struct slice s, struct record *r);
/** Does a document of several lines begin here? */
bool json_starts(struct slice line, struct slice ahead);
/** Take bytes of such a document, while LINES_JSON is on; returns how many. */
size_t json_take(struct lines *l, struct slice s, bool final);

/* verbose.c */

bool verbose_line(struct lines *l, struct slice s, const struct record *r);
void verbose_flush(struct lines *l);

/* export.c */

bool export_starts(struct slice line);
/** Take bytes of an export, while LINES_EXPORT is on; returns how many. */
size_t export_take(struct lines *l, struct slice s, bool final);

/* journal.c */

/** Keep bytes of a binary journal, while LINES_JOURNAL is on. */
void journal_keep(struct lines *l, struct slice s);
/** It has ended: hand out its entries. */
void journal_end(struct lines *l);

/* entry.c */

void entry_begin(struct entry *e, uint64_t off, uint64_t line);
/** Is this a field that entry_add() does something with? */
bool entry_wants(struct slice key);
void entry_add(struct entry *e, struct slice key, struct slice value);
/** Hand out its records, if it is open and has a message. */
void entry_deliver(struct lines *l, struct entry *e, uint64_t end_off, uint64_t end_line);
void entry_deinit(struct entry *e);

/* boots.c */

/** What lines that say something of a boot hold: made once, for all threads. */
const struct match *boots_literals(void);
/** Note what @p r says of boots, and set r->boot. */
void boots_note(struct lines *l, struct record *r);
/** The line that was just taken says that another boot begins; @p uuid (32 digits) may be NULL. */
void boots_mark(struct lines *l, struct slice uuid);
