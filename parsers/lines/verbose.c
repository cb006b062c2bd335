// SPDX-License-Identifier: Apache-2.0
/*
 * journalctl -o verbose:
 *
 *   Tue 2022-05-03 10:00:00.123456 CEST [s=4e71…;i=1;b=b5f1…;m=bc614e;t=5de…;x=9]
 *       _BOOT_ID=b5f1e9b1c9e64e6f8a5c8d8a1b2c3d4e
 *       PRIORITY=4
 *       MESSAGE=first line
 *               second line
 *   (no empty line: the next entry begins with the next line that is not indented)
 *
 * Source: output_verbose() in src/shared/logs-show.c of systemd: fields after 4 blanks, further lines
 * of a value below its first; m and t are microseconds in hexadecimal.
 */
#include <stdio.h>

#include "parsers/lines/inner.h"

static bool take_head(struct slice s, struct slice *ret_cursor)
{
	struct date d;

	if (!date_weekday(&s) || !date_iso(&s, &d))
		return false;
	ssize_t at = slice_find(s, S(" [s="));
	if (at < 0 || at > 40 || s.p[s.n - 1] != ']')
		return false;
	*ret_cursor = (struct slice){ s.p + at + 2, s.n - at - 3 };
	return true;
}

/** `s=…;i=…;b=…;m=…;t=…;x=…` */
static void add_cursor(struct entry *e, struct slice cursor)
{
	while (cursor.n) {
		struct slice part, value;
		uint64_t us;
		char text[24];
		if (!slice_cut(&cursor, ';', &part)) {
			part = cursor;
			cursor.n = 0;
		}
		value = slice_from(part, 2);
		if (slice_starts(part, S("b="))) {
			entry_add(e, S("_BOOT_ID"), value);
		} else if ((slice_starts(part, S("m=")) || slice_starts(part, S("t="))) &&
		           slice_u64(&value, 16, &us)) {
			snprintf(text, sizeof(text), "%llu", (unsigned long long)us);
			entry_add(e,
			          *part.p == 'm' ? S("__MONOTONIC_TIMESTAMP")
			                         : S("__REALTIME_TIMESTAMP"),
			          slice_str(text));
		}
	}
}

static bool is_field(struct slice s, struct slice *ret_key, struct slice *ret_value)
{
	if (!slice_skip(&s, S("    ")) || !slice_cut(&s, '=', ret_key) || !ret_key->n)
		return false;
	for (size_t i = 0; i < ret_key->n; i++) {
		char c = ret_key->p[i];
		if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'))
			return false;
	}
	*ret_value = s;
	return true;
}

/** The field that came last is complete. */
static void end_field(struct lines *l)
{
	struct verbose *v = &l->verbose;

	if (v->key.n)
		entry_add(&l->entry, sbuf_slice(&v->key), sbuf_slice(&v->value));
	sbuf_reset(&v->key);
	sbuf_reset(&v->value);
}

void verbose_flush(struct lines *l)
{
	if (!l->verbose.open)
		return;
	l->verbose.open = false;
	end_field(l);
	entry_deliver(l, &l->entry, l->verbose.end_off, l->verbose.end_line);
}

bool verbose_line(struct lines *l, struct slice s, const struct record *r)
{
	struct verbose *v = &l->verbose;
	struct slice cursor, key, value;

	if (take_head(s, &cursor)) {
		verbose_flush(l);
		l->must_see = true;
		v->open = true;
		v->value.max = l->limits.line_bytes;
		entry_begin(&l->entry, r->off, r->line);
		add_cursor(&l->entry, cursor);
	} else if (!v->open) {
		return false;
	} else if (is_field(s, &key, &value)) {
		end_field(l);
		if (entry_wants(key)) {
			sbuf_add(&v->key, key);
			sbuf_add(&v->value, slice_head(value, l->limits.line_bytes));
			v->indent = 4 + key.n + 1;
		} else {
			v->indent = 0;
		}
	} else if (slice_starts(s, S("    "))) {
		if (v->key.n) {
			size_t n = 0;
			while (n < s.n && n < v->indent && s.p[n] == ' ')
				n++;
			sbuf_char(&v->value, '\n');
			sbuf_add(&v->value, slice_from(s, n));
			if (v->value.overflow)
				l->entry.flags |= RECORD_CUT;
		}
	} else {
		verbose_flush(l);
		return false;
	}
	l->format_lines[LINE_JOURNAL_VERBOSE]++;
	v->end_off = r->end_off;
	v->end_line = r->end_line;
	return true;
}
