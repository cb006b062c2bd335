// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Token: what the snapshot formats share: places in a bundle, words, numbers with units, names.
 *
 * Lifetime   slices that are returned borrow the ones given, or the buffer given
 * Absent     false
 */
#pragma once

#include "parsers/system/fields.h"

/**
 * What follows folder @p dir ("proc/sys/") in a path inside a bundle, the last time it is there as
 * whole components: "sos-host/proc/sys/vm/swappiness" gives "vm/swappiness".
 */
bool token_under(struct slice path, struct slice dir, struct slice *ret);
/** N of "proc/N/…"; @p ret_file is what follows. */
bool token_path_pid(struct slice path, int64_t *ret, struct slice *ret_file);
/** After the last '/'. */
struct slice token_path_name(struct slice path);

/** The only line of @p head, without blanks around it; false when there are more, none, or more than
 *  @p max bytes. */
bool token_only_line(struct slice head, size_t max, struct slice *ret);
/** Take the next line that is not blank. */
bool token_line(struct slice *in, struct slice *ret);

/** Step over blanks and take a word. */
bool token_word(struct slice *in, struct slice *ret);
/** Take the last word, and the blanks before it. */
bool token_last_word(struct slice *in, struct slice *ret);

bool token_is_digits(struct slice s);
/** Is @p word one of the @p n of @p list?  TOKEN_LISTED() counts them. */
bool token_listed(const char *const *list, size_t n, struct slice word);
#define TOKEN_LISTED(list, word) token_listed(list, sizeof(list) / sizeof(*(list)), word)
/** A whole word that is a decimal number. */
bool token_number(struct slice word, double *ret);
/**
 * A whole word that is a number with or without a suffix of its power of 1024: 15, 1.2G, 21Gi, 0B,
 * 128M, 20.0t.  @p ret_unit: "" without suffix, else B, kB, MiB, GiB, TiB, PiB.
 */
bool token_size(struct slice word, double *ret, const char **ret_unit);
/** @p value of @p unit, as token_size() gives them, in KiB; a number without unit is of KiB. */
double token_kib(double value, const char *unit);

/** A name put together: printf() into @p buf. */
struct token_name_buf {
	char p[LIMIT_NAME_BYTES];
};
struct slice token_name(struct token_name_buf *buf, const char *fmt, ...)
	__attribute__((__format__(__printf__, 2, 3)));

/** The first line of uptime, w and top, or what follows "top - " of it, as numbers uptime (s), load1,
 *  load5 and load15; false, with nothing added, when it is none. */
bool token_uptime(struct system *s, struct slice line);
