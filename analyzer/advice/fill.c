// SPDX-License-Identifier: Apache-2.0
#include "analyzer/advice/fill.h"

#include <math.h>
#include <stdlib.h>

#include "analyzer/report/text.h"
#include "parsers/base/arena.h"

static bool is_word(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < 'a' || s.p[i] > 'z') && (s.p[i] < '0' || s.p[i] > '9') &&
		    s.p[i] != '_')
			return false;
	return s.n > 0;
}

/** `{name}` or `{name:format}` at the beginning of @p in; anything else is text. */
static bool placeholder(struct slice *in, struct slice *ret_name, struct slice *ret_format)
{
	struct slice at = *in, inner, format = S("");

	if (!slice_skip_char(&at, '{') || !slice_cut(&at, '}', &inner))
		return false;
	struct slice rest = inner, name = inner;
	if (slice_cut(&rest, ':', &name))
		format = rest;
	if (!is_word(name) || (format.n && !is_word(format)) || (inner.n > name.n && !format.n))
		return false;
	*in = at;
	*ret_name = name;
	*ret_format = format;
	return true;
}

static void add_percent(struct sbuf *out, double part)
{
	double v = part * 100;

	sbuf_printf(out, fabs(v) < 10 && v != round(v) ? "%.1f %%" : "%.0f %%", v);
}

static void add_kib(struct sbuf *out, double kb)
{
	text_bytes(out, kb * 1024);
}

static void add_count(struct sbuf *out, double n)
{
	text_count(out, (int64_t)n);
}

static const struct {
	const char *name;
	void (*print)(struct sbuf *out, double v);
} formats[] = {
	{ "bytes", text_bytes }, { "count", add_count }, { "kb", add_kib },
	{ "pct", add_percent },  { "s", text_duration },
};
#define N_FORMATS (sizeof(formats) / sizeof(*formats))

static size_t format_of(struct slice name)
{
	size_t i = 0;

	while (i < N_FORMATS && !slice_eq(name, slice_str(formats[i].name)))
		i++;
	return i;
}

/** Bytes that no shell takes for anything else. */
static bool is_plain(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool alnum =
			(c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!alnum && !strchr("_./:@%+=,-", c))
			return false;
	}
	return s.n > 0;
}

static void add_quoted(struct sbuf *out, struct slice s)
{
	if (is_plain(s)) {
		sbuf_add(out, s);
		return;
	}
	sbuf_char(out, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\'')
			sbuf_puts(out, "'\\''");
		else
			sbuf_char(out, s.p[i]);
	}
	sbuf_char(out, '\'');
}

static void add_value(struct sbuf *out, const struct cell *c, struct slice format,
                      enum fill_how how)
{
	size_t f = format.n ? format_of(format) : N_FORMATS;
	bool number = c->type == SQLITE_INTEGER || c->type == SQLITE_FLOAT;
	double v = number && c->text.p ? strtod(c->text.p, NULL) : (double)NAN;

	if (c->type == SQLITE_NULL)
		sbuf_char(out, '?');
	else if (f < N_FORMATS && isfinite(v) && fabs(v) < 9e18)
		formats[f].print(out, v);
	else if (how == FILL_SHELL)
		add_quoted(out, c->text);
	else
		sbuf_add(out, c->text);
}

static size_t column_of(const struct slice *names, size_t n, struct slice name)
{
	size_t i = 0;

	while (i < n && !slice_eq(names[i], name))
		i++;
	return i;
}

void fill(struct sbuf *out, struct slice text, const struct fill_row *row, enum fill_how how)
{
	while (text.n) {
		struct slice name, format, at = text;
		if (placeholder(&at, &name, &format)) {
			size_t i = column_of(row->names, row->n, name);
			if (i < row->n) {
				add_value(out, &row->cells[i], format, how);
				text = at;
				continue;
			}
		}
		sbuf_char(out, *text.p);
		text = slice_from(text, 1);
	}
}

struct slice fill_unknown(struct slice text, const struct slice *names, size_t n)
{
	while (text.n) {
		struct slice name, format, at = text;
		if (!placeholder(&at, &name, &format)) {
			text = slice_from(text, 1);
			continue;
		}
		if (column_of(names, n, name) == n || (format.n && format_of(format) == N_FORMATS))
			return slice_head(text, (size_t)(at.p - text.p));
		text = at;
	}
	return (struct slice){ NULL, 0 };
}
