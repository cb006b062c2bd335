// SPDX-License-Identifier: Apache-2.0
#include "parsers/base/sbuf.h"

#include <stdio.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/utf8.h"

/** Room for @p n more bytes and a NUL; false, with overflow set, past the maximum. */
static bool sbuf_room(struct sbuf *b, size_t n)
{
	if (b->overflow || (b->max && (b->n > b->max || n > b->max - b->n))) {
		b->overflow = true;
		return false;
	}
	size_t need = b->n + n + 1;
	if (need > b->cap) {
		b->cap = need > b->cap * 2 ? need + 64 : b->cap * 2;
		b->p = xrealloc(b->p, b->cap);
	}
	return true;
}

void sbuf_add(struct sbuf *b, struct slice s)
{
	if (!sbuf_room(b, s.n))
		return;
	if (s.n)
		memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
	b->p[b->n] = '\0';
}

void sbuf_char(struct sbuf *b, char c)
{
	sbuf_add(b, (struct slice){ &c, 1 });
}

void sbuf_puts(struct sbuf *b, const char *s)
{
	sbuf_add(b, slice_str(s));
}

void sbuf_printf(struct sbuf *b, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || !sbuf_room(b, n))
		return;
	va_start(ap, fmt);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += n;
}

void sbuf_text(struct sbuf *b, struct slice s)
{
	while (s.n) {
		unsigned char c = *s.p;
		size_t n = utf8_len(s);
		// C1 controls (U+0080 to U+009F) steer terminals as ESC does
		bool control = n == 0 ||
		               (n == 1 && (c < 0x20 || c == 0x7f) && c != '\t' && c != '\n') ||
		               (n == 2 && c == 0xc2 && (unsigned char)s.p[1] < 0xa0);
		if (control) {
			for (size_t i = 0; i < (n ? n : 1); i++)
				sbuf_printf(b, "\\x%02x", (unsigned char)s.p[i]);
		} else {
			sbuf_add(b, slice_head(s, n));
		}
		s = slice_from(s, n ? n : 1);
	}
}

#define REPLACEMENT S("\xef\xbf\xbd")

void sbuf_json(struct sbuf *b, struct slice s)
{
	sbuf_char(b, '"');
	while (s.n) {
		unsigned char c = *s.p;
		size_t n = utf8_len(s);
		if (n == 0)
			sbuf_add(b, REPLACEMENT);
		else if (c == '"' || c == '\\')
			sbuf_printf(b, "\\%c", c);
		else if (c == '\n')
			sbuf_puts(b, "\\n");
		else if (c == '\t')
			sbuf_puts(b, "\\t");
		else if (c < 0x20 || c == 0x7f)
			sbuf_printf(b, "\\u%04x", c);
		else
			sbuf_add(b, slice_head(s, n));
		s = slice_from(s, n ? n : 1);
	}
	sbuf_char(b, '"');
}

static void sbuf_valid_utf8(struct sbuf *b, struct slice s, bool double_quotes)
{
	while (s.n) {
		size_t n = utf8_len(s);
		if (n == 0)
			sbuf_add(b, REPLACEMENT);
		else
			sbuf_add(b, slice_head(s, n));
		if (double_quotes && *s.p == '"')
			sbuf_char(b, '"');
		s = slice_from(s, n ? n : 1);
	}
}

void sbuf_csv(struct sbuf *b, struct slice s)
{
	bool quote = false;
	for (size_t i = 0; i < s.n && !quote; i++)
		quote = memchr(",\"\r\n", s.p[i], 4) != NULL;
	if (quote)
		sbuf_char(b, '"');
	sbuf_valid_utf8(b, s, quote);
	if (quote)
		sbuf_char(b, '"');
}

void sbuf_markdown(struct sbuf *b, struct slice s)
{
	while (s.n) {
		unsigned char c = *s.p;
		size_t n = utf8_len(s);
		if (n == 0)
			sbuf_add(b, REPLACEMENT);
		else if (c == '\n' || c == '\r' || c == '\t')
			sbuf_char(b, ' ');
		else if (c < 0x20 || c == 0x7f)
			sbuf_printf(b, "\\\\x%02x", c);
		else if (c == '&')
			sbuf_puts(b, "&amp;");
		else if (c == '<')
			sbuf_puts(b, "&lt;");
		else if (c == '>')
			sbuf_puts(b, "&gt;");
		else if (strchr("\\`*_[]|#~", c))
			sbuf_printf(b, "\\%c", c);
		else
			sbuf_add(b, slice_head(s, n));
		s = slice_from(s, n ? n : 1);
	}
}

void sbuf_reset(struct sbuf *b)
{
	b->n = 0;
	b->overflow = false;
	if (b->p)
		b->p[0] = '\0';
}

void sbuf_deinit(struct sbuf *b)
{
	free(b->p);
	*b = (struct sbuf){ .max = b->max };
}
