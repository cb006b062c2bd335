// SPDX-License-Identifier: Apache-2.0
#include "analyzer/report/text.h"

#include <math.h>
#include <stdio.h>

#include "parsers/base/utf8.h"

size_t text_columns(struct slice s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

void text_pad(struct sbuf *out, size_t n)
{
	static const char blanks[] = "                                ";

	for (; n >= sizeof(blanks) - 1; n -= sizeof(blanks) - 1)
		sbuf_add(out, (struct slice){ blanks, sizeof(blanks) - 1 });
	sbuf_add(out, (struct slice){ blanks, n });
}

void text_wrap(struct sbuf *out, struct slice s, size_t indent, size_t used, size_t width)
{
	size_t at = used;
	bool first = true; // of its line
	struct slice word;

	if (at < indent) {
		text_pad(out, indent - at);
		at = indent;
	}
	while (slice_skip_blanks(&s), slice_word(&s, &word)) {
		size_t w = text_columns(word);
		if (!first && at + 1 + w > width) {
			sbuf_char(out, '\n');
			text_pad(out, indent);
			at = indent;
			first = true;
		}
		if (!first) {
			sbuf_char(out, ' ');
			at++;
		}
		sbuf_add(out, word);
		at += w;
		first = false;
		while (s.n && (*s.p == '\n' || *s.p == '\r'))
			s = slice_from(s, 1);
	}
	sbuf_char(out, '\n');
}

/** Cut the last characters added since @p begin so that it and ".." fit in @p max columns. */
static void cut_columns(struct sbuf *out, size_t begin, size_t max)
{
	size_t keep = max > 2 ? max - 2 : 0, at = begin, n = 0;

	if (text_columns((struct slice){ out->p + begin, out->n - begin }) <= max)
		return;
	while (at < out->n) {
		if (((unsigned char)out->p[at] & 0xc0) != 0x80 && n++ == keep)
			break;
		at++;
	}
	out->n = at;
	out->p[at] = 0;
	sbuf_puts(out, "..");
}

void text_line(struct sbuf *out, struct slice s, size_t max)
{
	size_t begin = out->n;

	if (max && s.n > max * 4 + 4) // no more than this can be seen
		s.n = max * 4 + 4;
	while (s.n) {
		const char *at = s.p, *end = s.p + s.n;
		while (at < end && *at != '\n' && *at != '\t')
			at++;
		sbuf_text(out, (struct slice){ s.p, (size_t)(at - s.p) });
		if (at < end) {
			sbuf_puts(out, *at == '\n' ? "\\n" : "\\t");
			at++;
		}
		s = (struct slice){ at, (size_t)(end - at) };
	}
	if (max && out->n > begin)
		cut_columns(out, begin, max);
}

void text_bytes(struct sbuf *out, double bytes)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB" };
	double v = bytes;
	size_t u = 0;

	if (fabs(v) < 1024) {
		sbuf_printf(out, "%.0f B", v);
		return;
	}
	for (v /= 1024; fabs(v) >= 1023.95 && u + 1 < sizeof(units) / sizeof(units[0]); u++)
		v /= 1024;
	sbuf_printf(out, "%.*f %s", fabs(v) < 9.95 ? 1 : 0, v, units[u]);
}

void text_count(struct sbuf *out, int64_t n)
{
	char digits[32];
	int len = snprintf(digits, sizeof(digits), "%lld", (long long)n);

	for (int i = 0; i < len; i++) {
		sbuf_char(out, digits[i]);
		if (digits[i] != '-' && i + 1 < len && (len - 1 - i) % 3 == 0)
			sbuf_char(out, ',');
	}
}

void text_plural(struct sbuf *out, int64_t n, const char *one, const char *many)
{
	text_count(out, n);
	sbuf_printf(out, " %s%s", n != 1 && many ? many : one, n != 1 && !many ? "s" : "");
}

void text_duration(struct sbuf *out, double seconds)
{
	double s = fabs(seconds);

	if (s >= 1e15) { // no clock counts this far
		sbuf_printf(out, "%.3g s", seconds);
		return;
	}
	int64_t t = (int64_t)(s + 0.5);
	long long d = t / 86400, h = t / 3600, min = t / 60;

	if (seconds < 0)
		sbuf_char(out, '-');
	if (s < 9.95)
		sbuf_printf(out, "%.1f s", s);
	else if (min < 3)
		sbuf_printf(out, "%lld s", (long long)t);
	else if (h < 1)
		sbuf_printf(out, "%lld min %lld s", min, (long long)t % 60);
	else if (d < 2)
		sbuf_printf(out, "%lld h %lld min", h, min % 60);
	else
		sbuf_printf(out, "%lld d %lld h", d, h % 24);
}

void text_time(struct sbuf *out, struct slice utc)
{
	if (utc.n < 20 || utc.p[10] != 'T') {
		text_line(out, utc, 0);
		return;
	}
	sbuf_text(out, slice_head(utc, 10));
	sbuf_char(out, ' ');
	sbuf_text(out, (struct slice){ utc.p + 11, 8 });
}
