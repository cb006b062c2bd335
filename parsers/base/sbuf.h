// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Text buffer: append freely, ask once at the end.
 *
 * Grows on the heap up to `max` bytes; what does not fit is dropped and `overflow` is set for good
 * (as the kernel's seq_buf does).  Zero-initialised it is an empty buffer without a maximum.  The
 * escaping functions are the only way for bytes of an input to reach an output.
 */
#pragma once

#include "parsers/base/err.h"
#include "parsers/base/slice.h"

struct sbuf {
	char *p;       /**< n bytes, then a NUL; NULL while nothing was added */
	size_t n;      /**< bytes */
	size_t cap;    /**< bytes allocated */
	size_t max;    /**< bytes; 0: no maximum */
	bool overflow; /**< something did not fit */
};

void sbuf_add(struct sbuf *b, struct slice s);
void sbuf_char(struct sbuf *b, char c);
void sbuf_puts(struct sbuf *b, const char *s);
void sbuf_printf(struct sbuf *b, const char *fmt, ...) printf_like(2, 3);

/** For a terminal: control bytes but tab and LF, and invalid UTF-8, become `\xNN`. */
void sbuf_text(struct sbuf *b, struct slice s);
/** A JSON string with its quotes; invalid UTF-8 becomes U+FFFD. */
void sbuf_json(struct sbuf *b, struct slice s);
/** One CSV field (RFC 4180), quoted when it has to be; invalid UTF-8 becomes U+FFFD. */
void sbuf_csv(struct sbuf *b, struct slice s);
/** Text for a Markdown table cell or paragraph: markup characters escaped, LF becomes a blank. */
void sbuf_markdown(struct sbuf *b, struct slice s);

void sbuf_reset(struct sbuf *b);  /**< empty; keeps the memory */
void sbuf_deinit(struct sbuf *b); /**< frees the memory */

static inline struct slice sbuf_slice(const struct sbuf *b)
{
	return (struct slice){ b->p ? b->p : "", b->n };
}
