// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Dump reader: a memory image becomes rows, and its kernel log text.
 *
 * Stage 3, beside parsers/faults and parsers/system.  The work is done by parts, each of which reads
 * one thing and adds its rows; what one part finds out the next ones use.
 *
 * To add a part:
 *
 *  1. write parsers/vmcore/NAME.c with one `const struct dump_part dump_part_NAME`
 *  2. add NAME to parsers/vmcore/dump_parts.def, behind the parts whose findings it needs
 *  3. rows: snapshot_row(&ctx->rows, TABLE), of DUMP_TABLES in fact_fields.h or of the other snapshot
 *     tables; dump_rows_give() between rows where they are many
 *
 * Shape      one call a dump; rows in the same order each time
 * Lifetime   rows live until the sink's rows() returns, unless it takes their arena; ctx->keep lives as
 *            long as the context
 * Absent     what the dump does not hold leaves its field unset: never a value that might be wrong
 * Errors     those of image_open(); anything that is missing in an open dump is none
 */
#pragma once

#include "parsers/base/sbuf.h"
#include "parsers/record.h"
#include "parsers/snapshot.h"
#include "parsers/vmcore/dump_debug.h"
#include "parsers/vmcore/image.h"

struct ksyms_list;

struct dump_sink {
	void *ctx;
	/** Files with debug information; they are asked after dump(). NULL: there are none. */
	const struct dump_debug *debug;
	/** Some rows are complete.  True: the sink keeps a copy of *rows with its arena, and frees it
	 *  with snapshot_rows_deinit().  NULL: rows are not wanted. */
	bool (*rows)(void *ctx, const struct snapshot_rows *rows);
	/** What the dump knows of its boot: before any of the log, and again when more is known. */
	void (*boot)(void *ctx, const struct boot *b);
	/** What it says of itself and its kernel, before rows of modules and tasks; NULL: not wanted. */
	void (*dump)(void *ctx, const struct dump *d);
	/** When the kernel crashed, us since 1970; NULL: not wanted. */
	void (*crashed)(void *ctx, int64_t us);
	/**
	 * The dump's own table of symbols cannot be read: give lists of symbols that may be its kernel's to
	 * @p l (ksyms_list.h), one after the other, until one of them is.  NULL: there are none.
	 */
	void (*lists)(void *ctx, struct ksyms_list *l);
	/** A line of the kernel log; off, line and raw are those of the log as it is printed.  Lines of what
	 *  the kernel would have printed in files of its own (kmemleak) follow; with rows only. */
	void (*record)(void *ctx, const struct record *r);
};

struct dump_log;
struct kernel;
struct kmodules;
struct unwinder;
struct ktasks;

#define DUMP_REPORTED_MAX 64

/** What parts share. */
struct dump_context {
	const struct dump_sink *sink;
	struct image *image;
	struct snapshot_rows rows; /**< of the parts, not handed out yet */
	struct dump
		dump; /**< the row of table dump, added when all parts have run; texts in keep */
	struct boot boot;   /**< texts in keep */
	int64_t crashed_us; /**< us since 1970; INT64_MIN: not known */
	bool log_lost;      /**< messages of the log are not in the dump, or none are */
	struct slice
		last_words; /**< what the log says last that a kernel may have crashed of; in keep */
	struct arena *keep;
	struct dump_log *log;      /**< see dump_log.h; never NULL from part log on */
	struct kernel *kernel;     /**< symbols and types; never NULL from part kernel on */
	struct kmodules *modules;  /**< likewise */
	struct unwinder *unwinder; /**< likewise */
	struct ktasks *tasks;      /**< likewise, with their stacks */
	size_t tasks_given;        /**< rows of table task that were handed out */
	uint64_t reported[DUMP_REPORTED_MAX]; /**< objects that KASAN reports of the log name */
	size_t n_reported;
	uint64_t printed_off;   /**< bytes of the text that was given as records */
	int64_t printed_us;     /**< latest time in it, us since boot */
	uint64_t printed_lines; /**< and its lines */
	struct sbuf knowledge;  /**< levels reached, with blanks between */
	struct sbuf damage;     /**< what is wrong with the dump; empty: nothing */
};

struct dump_part {
	const char *name;
	bool for_log; /**< has something to do for a sink without rows, too */
	void (*run)(struct dump_context *ctx);
	/** When all parts have run, in reverse order: free what run() left in the context; NULL: nothing. */
	void (*end)(struct dump_context *ctx);
};

extern const struct dump_part *const dump_parts[]; /**< NULL at the end */

/** A kind of file that holds an image, for `crashql formats`. */
struct dump_format {
	const char *name;
	const char *summary;
	const char *source;
};
extern const struct dump_format dump_formats[]; /**< ends with a NULL name */

/** Is a member that begins with @p head a memory image of a kernel? */
enum dump_probe {
	DUMP_PROBE_NO,
	DUMP_PROBE_MORE, /**< more bytes would tell, up to LIMIT_VMCORE_HEAD_BYTES */
	DUMP_PROBE_YES,
};
enum dump_probe dump_probe(struct slice head);

/**
 * Read the dump in @p fds (duplicated: the caller keeps them), several for a split one.  @p ret_damage,
 * to be deinited by the caller: what of it could not be read.  A sink without rows gets the log alone.
 */
must_use struct err *dump_read(const int *fds, size_t n_fds, const char *name,
                               const struct dump_sink *sink, struct sbuf *ret_damage);

/** May the dump lack what names its kernel's addresses?  One that cannot be opened no list helps. */
bool dump_wants_lists(const int *fds, size_t n_fds);

/** The row number that the next row of table task gets: what task_row of other tables refers to. */
static inline int64_t dump_next_task(const struct dump_context *ctx)
{
	return (int64_t)(ctx->tasks_given + ctx->rows.n_task);
}

/** Hand out the rows so far if they are many.  Rows added before are not to be touched any more. */
void dump_rows_give(struct dump_context *ctx);

/** Give a line of what the kernel has printed, or would print, to the sink: @p r without its place, which
 *  follows that of the line before; @p raw is the line as it is printed. */
void dump_record(struct dump_context *ctx, struct record *r, struct slice raw);

/** A level of the ladder of knowledge was reached: vmcoreinfo, kallsyms, btf, … */
void dump_knows(struct dump_context *ctx, const char *level);
