// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Journal files: the entries of a binary systemd journal, damaged ones included.  Private to this
 * folder.
 *
 * The file is walked from its header on, object by object, in the order in which they were written;
 * its tables and lists of entries, which a reader of the whole journal follows, are not looked at.  So
 * damage costs the objects that it hit and no more: behind it, the walk goes on at the next bytes that
 * prove to be an object (their hash is right, their references lead to objects that were seen).
 *
 * Shape      one call a file, entries in the order they were appended
 * Units      times in us; offsets in bytes from the beginning of the file
 * Lifetime   what is handed out is good until the call returns
 * Errors     none; journal_stats says what is damaged, and where first
 * Limits     LIMIT_JOURNAL_*; work is linear in the size of the file
 * Source     https://systemd.io/JOURNAL_FILE_FORMAT; src/libsystemd/sd-journal/journal-def.h
 */
#pragma once

#include "parsers/base/sbuf.h"
#include "parsers/limits.h"

struct journal_entry {
	uint64_t off, end_off;
	uint64_t seqnum;
	int64_t realtime_us, monotonic_us;
	char boot_id[32]; /**< hex digits */
};

struct journal_sink {
	void *ctx;
	/** Is this a field that the caller does something with? */
	bool (*wants)(void *ctx, struct slice key);
	void (*begin)(void *ctx, const struct journal_entry *e);
	/** @p cut: the value goes on, beyond the limit. */
	void (*field)(void *ctx, struct slice key, struct slice value, bool cut);
	void (*end)(void *ctx);
};

struct journal_stats {
	uint64_t entries;   /**< handed out whole; others lack fields */
	uint64_t expected;  /**< as many are there, the header says */
	uint64_t n_damaged; /**< places */
	uint64_t first_off; /**< of the first of them */
	char first[120];    /**< what is wrong there */
};

/** Does a file that begins so look like a journal?  One damaged byte in the signature is allowed. */
bool journal_is(struct slice head);
/** @p value_max: bytes of one value that are handed out. */
void journal_read(struct slice file, size_t value_max, const struct journal_sink *sink,
                  struct journal_stats *ret);
