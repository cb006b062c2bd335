// SPDX-License-Identifier: Apache-2.0
/*
 * The journal export format:
 *
 *   __CURSOR=s=4e71…;i=1;b=b5f1…;m=1;t=5a;x=9
 *   __REALTIME_TIMESTAMP=1651572000123456
 *   __MONOTONIC_TIMESTAMP=12345678
 *   _BOOT_ID=b5f1e9b1c9e64e6f8a5c8d8a1b2c3d4e
 *   MESSAGE=one line
 *   MESSAGE
 *   \x0f\x00\x00\x00\x00\x00\x00\x00two\nlines, bytes
 *   (empty line)
 *
 * A field whose value has control bytes is its name on a line, 8 bytes of length in little endian,
 * the value and a line end.  An empty line ends the entry.
 *
 * Source: https://systemd.io/JOURNAL_EXPORT_FORMATS
 */
#include "parsers/lines/inner.h"

/** Longest field that journald takes (DATA_SIZE_MAX in src/libsystemd/sd-journal/journal-importer.h);
 *  a larger length is damage. */
#define FIELD_BYTES_MAX (UINT64_C(768) << 20)

bool export_starts(struct slice line)
{
	return slice_starts(line, S("__CURSOR=")) || slice_starts(line, S("__REALTIME_TIMESTAMP="));
}

/** A name of a field, of capitals, digits and `_`. */
static bool is_key(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
		      s.p[i] == '_'))
			return false;
	return s.n > 0 && s.n <= 64;
}

static void pass(struct lines *l, struct slice s)
{
	for (size_t i = 0; i < s.n;) {
		const char *nl = memchr(s.p + i, '\n', s.n - i);
		if (!nl)
			break;
		i = nl + 1 - s.p;
		l->line++;
		l->stats.lines++;
	}
	l->off += s.n;
	if (s.n)
		l->exp.in_line = s.p[s.n - 1] != '\n';
}

static void end_entry(struct lines *l)
{
	if (!l->entry.open)
		return;
	l->format_lines[LINE_JOURNAL_EXPORT]++;
	uint64_t last_line = l->line > l->entry.line ? l->line - 1 : l->line;
	entry_deliver(l, &l->entry, l->off, last_line);
}

static void damaged(struct lines *l)
{
	l->stats.bad_records++;
	l->entry.open = false;
	l->exp.resync = true;
}

/** The bytes of a long value that nobody wants, then its line end. */
static size_t take_skipped(struct lines *l, struct slice s, bool final)
{
	struct export *x = &l->exp;
	struct slice gone = slice_head(s, x->skip);

	pass(l, gone);
	x->skip -= gone.n;
	if (x->skip == 0) {
		x->want_end = true;
	} else if (final) {
		x->skip = 0;
		damaged(l);
	}
	return gone.n;
}

/** Name, length and value of a binary field at the front of @p s; 0: more bytes are needed. */
static size_t take_binary(struct lines *l, struct slice s, struct slice key, size_t head,
                          bool final)
{
	uint64_t len = 0;

	if (s.n < head + 8) {
		if (!final)
			return 0;
		damaged(l);
		pass(l, s);
		return s.n;
	}
	for (int i = 7; i >= 0; i--)
		len = len << 8 | (unsigned char)s.p[head + i];
	if (len > FIELD_BYTES_MAX) {
		damaged(l);
		pass(l, slice_head(s, head));
		return head;
	}
	uint64_t keep = len < l->limits.line_bytes ? len : l->limits.line_bytes;
	uint64_t need = head + 8 + keep + (keep == len);
	if (s.n < need) {
		if (!final)
			return 0;
		damaged(l);
		pass(l, slice_head(s, head));
		return head;
	}
	if (keep == len && s.p[need - 1] != '\n') {
		damaged(l);
		pass(l, slice_head(s, head));
		return head;
	}
	if (entry_wants(key)) {
		if (keep < len)
			l->entry.flags |= RECORD_CUT;
		entry_add(&l->entry, key, (struct slice){ s.p + head + 8, keep });
	} else {
		l->entry.fields++;
	}
	l->exp.skip = len - keep;
	pass(l, slice_head(s, need));
	return need;
}

/** One line of text: a field, an end of entry, or what is between damage and the next entry. */
static void take_text(struct lines *l, struct slice line, struct slice with_end)
{
	struct slice key, value = line;

	if (export_starts(line) && l->entry.open && l->entry.fields &&
	    slice_starts(line, S("__CURSOR=")))
		end_entry(l); // the empty line was lost
	if (l->exp.resync && (export_starts(line) || !line.n))
		l->exp.resync = false;
	if (l->exp.resync) {
		pass(l, with_end);
		return;
	}
	if (!line.n) {
		end_entry(l);
		pass(l, with_end);
		return;
	}
	if (!l->entry.open)
		entry_begin(&l->entry, l->off, l->line);
	if (slice_cut(&value, '=', &key) && is_key(key))
		entry_add(&l->entry, key, value);
	else
		damaged(l);
	pass(l, with_end);
}

/** Does what is no field stand where an entry may begin?  Then the export is over. */
static bool is_over(const struct lines *l, struct slice line)
{
	struct slice value = line, key;

	if (l->entry.open || l->exp.resync || !line.n || is_key(line))
		return false;
	return !(slice_cut(&value, '=', &key) && is_key(key));
}

static size_t take_field(struct lines *l, struct slice s, bool final)
{
	size_t cap = l->limits.line_bytes + 1 > LINES_BLOCK_BYTES ? l->limits.line_bytes + 1
	                                                          : LINES_BLOCK_BYTES;
	const char *nl = memchr(s.p, '\n', s.n < cap ? s.n : cap);
	struct slice line = { s.p, nl ? (size_t)(nl - s.p) : s.n };

	if (!nl && s.n < cap && !final)
		return 0;
	if (!nl && s.n >= cap) {
		// the field is longer than any line may be: keep its beginning, pass over the rest
		struct slice head = slice_head(s, l->limits.line_bytes);
		if (!l->entry.open && !l->exp.resync)
			entry_begin(&l->entry, l->off, l->line);
		struct slice value = head, key;
		if (!l->exp.resync && slice_cut(&value, '=', &key) && is_key(key)) {
			entry_add(&l->entry, key, value);
			if (slice_is(key, "MESSAGE"))
				l->entry.flags |= RECORD_CUT;
		}
		l->stats.cut_lines++;
		pass(l, head);
		l->exp.skip_line = true;
		return head.n;
	}
	if (is_over(l, line)) {
		l->mode = LINES_TEXT;
		return 0;
	}
	if (nl && is_key(line) && !l->exp.resync) {
		if (!l->entry.open)
			entry_begin(&l->entry, l->off, l->line);
		return take_binary(l, s, line, line.n + 1, final);
	}
	struct slice with_end = { s.p, line.n + (nl != NULL) };
	bool cut = line.n > l->limits.line_bytes;
	if (cut) {
		line.n = l->limits.line_bytes;
		l->stats.cut_lines++;
	}
	take_text(l, line, with_end);
	if (cut && slice_starts(line, S("MESSAGE=")))
		l->entry.flags |= RECORD_CUT;
	return with_end.n;
}

size_t export_take(struct lines *l, struct slice s, bool final)
{
	struct slice rest = s;

	while (l->mode == LINES_EXPORT && rest.n) {
		size_t n;
		if (l->exp.skip) {
			n = take_skipped(l, rest, final);
		} else if (l->exp.want_end) {
			l->exp.want_end = false;
			if (*rest.p != '\n')
				damaged(l);
			n = *rest.p == '\n';
			pass(l, slice_head(rest, n));
			if (!n)
				continue;
		} else if (l->exp.skip_line) {
			const char *nl = memchr(rest.p, '\n', rest.n);
			n = nl ? (size_t)(nl - rest.p) + 1 : rest.n;
			l->exp.skip_line = !nl;
			pass(l, slice_head(rest, n));
		} else {
			n = take_field(l, rest, final);
		}
		if (!n)
			break;
		rest = slice_from(rest, n);
	}
	if (final && !rest.n) {
		if (l->exp.in_line) {
			l->exp.in_line = false;
			l->line++;
			l->stats.lines++;
		}
		end_entry(l);
	}
	return s.n - rest.n;
}
