// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Capture: one input member on its way from bytes to faults and rows.
 *
 * Joins parsers/lines and parsers/faults for one member, and parsers/system for the snapshots
 * that it holds; the callers (ingest.c, scan.c) decide what becomes of the faults and the rows.  A
 * snapshot goes through lines and faults as well: a console capture may begin with /proc/meminfo
 * and end in an Oops.  A memory image goes through parsers/vmcore, and its kernel log through lines and
 * faults (capture_dump.c).
 */
#pragma once

#include "analyzer/groups/derive.h"
#include "parsers/base/hash.h"
#include "parsers/faults/engine.h"
#include "parsers/input/input.h"
#include "parsers/lines/lines.h"
#include "parsers/system/parts.h"

struct debug_find_options;
struct held_dump;
struct ksyms_list;

struct capture_sink {
	void *ctx;
	const struct steering *steering; /**< rules that faults are derived by; NULL: none */
	/** Where to look for debug information of memory images; NULL: none is wanted. */
	const struct debug_find_options *debug;
	/** A report closed.  @p d is in f->arena.  True: kept, to be freed with fault_free(). */
	bool (*fault)(void *ctx, struct fault *f, const struct derived *d);
	/** Rows of a snapshot, as parts_sink.rows; NULL: not wanted. */
	bool (*rows)(void *ctx, const struct part *part, const struct snapshot_rows *rows);
	/** As dump_sink.lists, of a memory image; NULL: there are none. */
	void (*lists)(void *ctx, struct ksyms_list *l);
	/** A line of the log of a memory image, which is then not searched for reports; NULL: it is. */
	void (*dump_record)(void *ctx, const struct record *r);
};

struct capture {
	char *path;
	int64_t mtime_us; /**< INT64_MIN: not known; of a memory image, when it was that of the machine */
	uint64_t bytes;
	uint64_t n_faults;
	struct lines *lines;
	struct engine *engine;
	struct parts *parts;
	struct capture_dump *dump; /**< it is a memory image, or may be one; NULL: it is none */
	struct limits limits;
	struct capture_sink sink;
};

struct capture *capture_new(const struct input_member *m, const struct limits *limits,
                            const struct capture_sink *sink);
void capture_free(struct capture *c); /**< NULL is allowed */
/** As input_sink.file(): true if it is a memory image, which is read from @p fds at the end. */
bool capture_file(struct capture *c, const int *fds, size_t n_fds);
void capture_feed(struct capture *c, struct slice bytes);
/** Nothing came for a second: close what is open. */
void capture_idle(struct capture *c);
/**
 * The member ended: is it a memory image that is better read when the rest of its bundle has been?  True: the
 * files of it, and what it is part of, are in @p ret, and the capture is of no more use.  @p max_spooled: bytes
 * of unnamed files that may be kept.
 */
bool capture_hold(struct capture *c, uint64_t max_spooled, struct held_dump *ret);
/** The member ended: hand out the rest. */
void capture_end(struct capture *c);

/** Is it a log or a snapshot of some kind, or has it faults?  After capture_end(). */
bool capture_is_known(const struct capture *c);
/** What its format says is damaged, and where; NULL: nothing.  After capture_end(). */
const char *capture_damage(const struct capture *c);
/** The hash of a memory image, which is not that of the bytes that were fed; false: it is none.  Before
 *  the end() of its input returns. */
bool capture_hash(const struct capture *c, char ret[SHA256_HEX + 1]);
/** Name of its format, for source.kind. */
const char *capture_kind(const struct capture *c);
/** The boot that a fault of it belongs to; NULL: none known. */
const struct boot *capture_boot(const struct capture *c, const struct fault *f);
/** The one host that it is of; NULL slice: not said, or several. */
struct slice capture_host(const struct capture *c);
