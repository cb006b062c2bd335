// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Text layout: wrapping, widths, and numbers as people read them.
 *
 * Widths are terminal columns: one for every character of UTF-8.  Text given here is printed as it
 * is; bytes of an input go through sbuf_text() first (text_line() does it).
 */
#pragma once

#include "parsers/base/sbuf.h"

#define TEXT_WIDTH 80 /**< columns of anything that is no terminal */

/** Characters of @p s. */
size_t text_columns(struct slice s);

/**
 * Print @p s in words, wrapped before @p width, each line from column @p indent on; @p used columns of
 * the first line are taken already.  Ends with a line end.  A word longer than a line is not cut.
 */
void text_wrap(struct sbuf *out, struct slice s, size_t indent, size_t used, size_t width);

/** @p n blanks. */
void text_pad(struct sbuf *out, size_t n);

/** One line of input text: control bytes escaped, LF and tab as \n and \t, at most @p max columns (0:
 *  any), a longer one ending in "..". */
void text_line(struct sbuf *out, struct slice s, size_t max);

/** `1.5 GiB`; bytes below 1024 as `512 B`. */
void text_bytes(struct sbuf *out, double bytes);
/** `12,345` */
void text_count(struct sbuf *out, int64_t n);
/** `1 host`, `12,345 hosts`; @p many NULL: @p one with an s. */
void text_plural(struct sbuf *out, int64_t n, const char *one, const char *many);
/** `0.3 s`, `23 s`, `4 min 5 s`, `2 h 3 min`, `3 d 4 h` */
void text_duration(struct sbuf *out, double seconds);
/** `2024-03-01 10:22:31` of "2024-03-01T10:22:31.000000Z"; anything else as it is. */
void text_time(struct sbuf *out, struct slice utc);
