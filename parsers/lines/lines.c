// SPDX-License-Identifier: Apache-2.0
/*
 * Bytes into blocks, blocks into lines, lines into records.
 *
 *   [   12.345678] first block, offered to the sink as a whole      \  declined: two lines are looked
 *   …                                                               |  at, the others only counted
 *   [   13.000000] last whole line within LINES_BLOCK_BYTES         /
 *   [   13.000001] next block
 *
 * Where a block ends depends on the bytes alone, not on the pieces they came in, so the same input
 * gives the same records however it is fed (lines_idle() apart).
 */
#include <stdlib.h>

#include "parsers/base/cleanup.h"
#include "parsers/lines/inner.h"

struct lines *lines_new(const struct lines_sink *sink, const struct limits *limits,
                        int64_t taken_us)
{
	struct lines *l = xcalloc(1, sizeof(*l));

	l->sink = *sink;
	l->limits = *limits;
	if (l->limits.line_bytes == 0)
		l->limits.line_bytes = 1;
	l->taken_us = taken_us;
	l->line = 1;
	l->literals = boots_literals();
	return l;
}

void lines_free(struct lines *l)
{
	if (!l)
		return;
	free(l->buf);
	sbuf_deinit(&l->cut);
	sbuf_deinit(&l->clean);
	match_free(l->literals);
	arena_deinit(&l->boots_arena);
	free(l);
}

void lines_deliver(struct lines *l, struct record *r)
{
	if (r->flags & RECORD_KERNEL)
		l->stats.kernel_lines++;
	l->stats.lost += r->lost;
	boots_note(l, r);
	if (!l->quiet)
		l->sink.record(l->sink.ctx, r);
}

/** Blanks, and what mail programs put before a line that they quote. */
static size_t lead_len(struct slice s)
{
	size_t n = 0;

	while (n < s.n && memchr(" \t>|", s.p[n], 4))
		n++;
	return n;
}

static enum line_format take_prefix(struct lines *l, struct slice *in, struct record *r)
{
	struct slice s = *in;

	(void)l;
	s = slice_from(s, lead_len(s));
	if (printk_prefix(&s, r)) {
		*in = s;
		r->flags |= RECORD_KERNEL;
		return r->flags & RECORD_HAS_LEVEL ? LINE_DMESG_RAW : LINE_DMESG;
	}
	if (s.p != in->p + lead_len(*in)) { // "<4>" or a drop note
		*in = s;
		r->flags |= RECORD_KERNEL;
		return LINE_DMESG_RAW;
	}
	ssize_t at = printk_find(*in);
	if (at >= 0) {
		s = slice_from(*in, at);
		printk_prefix(&s, r);
		*in = s;
		r->flags |= RECORD_KERNEL;
		return LINE_CONSOLE;
	}
	return LINE_PLAIN;
}

static void take_line(struct lines *l, struct slice raw, struct record *r)
{
	while (raw.n && raw.p[raw.n - 1] == '\r')
		raw.n--;
	if (raw.n > l->limits.line_bytes) {
		raw.n = l->limits.line_bytes;
		r->flags |= RECORD_CUT;
	}
	if (r->flags & RECORD_CUT)
		l->stats.cut_lines++;
	r->raw = raw;
	struct slice s = raw;
	if (!console_is_clean(s)) {
		console_clean(s, &l->clean);
		s = sbuf_slice(&l->clean);
		r->flags |= RECORD_ESCAPED;
	}
	enum line_format format = slice_ltrim(s).n ? take_prefix(l, &s, r) : LINE_BLANK;
	l->format_lines[format]++;
	r->text = s;
	if (format == LINE_PLAIN && slice_has(s, S("** replaying previous printk message **"))) {
		l->replay = true;
	} else if (l->replay) {
		r->flags |= RECORD_REPLAY;
		l->replay = false;
	}
	printk_deliver(l, r);
}

/** All lines of a block, which ends with a line end unless it is the last. */
static void take_lines(struct lines *l, struct slice block)
{
	struct slice rest = block;

	while (rest.n) {
		const char *nl = memchr(rest.p, '\n', rest.n);
		size_t n = nl ? (size_t)(nl - rest.p) + 1 : rest.n;
		struct record r = { .off = l->off, .end_off = l->off + n, .line = l->line };
		r.end_line = r.line;
		l->off += n;
		l->line++;
		l->stats.lines++;
		take_line(l, (struct slice){ rest.p, nl ? n - 1 : n }, &r);
		rest = slice_from(rest, n);
	}
}

static uint64_t count_lines(struct slice s)
{
	uint64_t lines = 0;

	for (const char *p = s.p, *end = s.p + s.n; (p = memchr(p, '\n', end - p)); lines++)
		if (++p == end)
			return lines + 1;
	return lines + 1;
}

/** Nothing of interest in the block: look at the clock at both ends of it. */
static void pass_lines(struct lines *l, struct slice block)
{
	uint64_t n_lines = count_lines(block);
	uint64_t end_off = l->off + block.n, end_line = l->line + n_lines;
	const char *nl = memchr(block.p, '\n', block.n);
	size_t first_n = nl ? (size_t)(nl - block.p) + 1 : block.n;

	l->quiet = true;
	take_lines(l, slice_head(block, first_n));
	if (n_lines > 1) {
		const char *before_last = memrchr(block.p, '\n', block.n - 1);
		size_t at = before_last + 1 - block.p;
		l->off = end_off - (block.n - at);
		l->line = end_line - 1;
		take_lines(l, slice_from(block, at));
		l->stats.lines += n_lines - 2;
	}
	l->quiet = false;
}

static void take_block(struct lines *l, struct slice block)
{
	bool wants = !l->sink.wants || l->sink.wants(l->sink.ctx, block);

	if (wants || l->must_see) {
		take_lines(l, block);
	} else if (l->n_blocks == 0 || match_first(l->literals, block, NULL) >= 0) {
		l->quiet = true;
		take_lines(l, block);
		l->quiet = false;
	} else {
		pass_lines(l, block);
	}
	l->n_blocks++;
}

/** The end of the line that is being cut, or more of it. */
static size_t take_cut_rest(struct lines *l, struct slice s, bool final)
{
	const char *nl = s.n ? memchr(s.p, '\n', s.n) : NULL;
	size_t n = nl ? (size_t)(nl - s.p) + 1 : s.n;

	l->off += n;
	if (nl || final) {
		struct record r = { .flags = RECORD_CUT,
			            .off = l->cut_off,
			            .end_off = l->off,
			            .line = l->line,
			            .end_line = l->line };
		l->line++;
		l->stats.lines++;
		take_line(l, sbuf_slice(&l->cut), &r);
		sbuf_reset(&l->cut);
	}
	return n;
}

enum how_much {
	WHOLE_BLOCKS,
	WHOLE_LINES,
	EVERYTHING,
};

/** Hand out what can be handed out of @p s; returns how many bytes that was. */
static size_t take_bytes(struct lines *l, struct slice s, enum how_much much)
{
	size_t cap = l->limits.line_bytes + 1 > LINES_BLOCK_BYTES ? l->limits.line_bytes + 1
	                                                          : LINES_BLOCK_BYTES;
	struct slice rest = s;

	for (;;) {
		if (l->cut.n) {
			if (!rest.n && much != EVERYTHING)
				break;
			rest = slice_from(rest, take_cut_rest(l, rest, much == EVERYTHING));
			continue;
		}
		if (!rest.n || (rest.n < cap && much == WHOLE_BLOCKS))
			break;
		struct slice head = slice_head(rest, cap);
		const char *nl = memrchr(head.p, '\n', head.n);
		if (nl && !(much == EVERYTHING && head.n == rest.n))
			head.n = nl + 1 - head.p;
		else if (!nl && head.n == cap) {
			sbuf_add(&l->cut, slice_head(head, l->limits.line_bytes));
			l->cut_off = l->off;
			l->off += head.n;
			rest = slice_from(rest, head.n);
			continue;
		} else if (much != EVERYTHING) {
			break;
		}
		take_block(l, head);
		rest = slice_from(rest, head.n);
	}
	return s.n - rest.n;
}

static void keep_bytes(struct lines *l, struct slice s)
{
	if (!s.n)
		return;
	if (l->buf_n + s.n > l->buf_cap) {
		l->buf_cap = l->buf_n + s.n > 2 * l->buf_cap ? l->buf_n + s.n : 2 * l->buf_cap;
		l->buf = xrealloc(l->buf, l->buf_cap);
	}
	memcpy(l->buf + l->buf_n, s.p, s.n);
	l->buf_n += s.n;
}

static void drain(struct lines *l, enum how_much much)
{
	size_t n = take_bytes(l, (struct slice){ l->buf ? l->buf : "", l->buf_n }, much);

	l->buf_n -= n;
	if (n && l->buf_n)
		memmove(l->buf, l->buf + n, l->buf_n);
}

void lines_feed(struct lines *l, struct slice bytes)
{
	l->stats.bytes += bytes.n;
	while (bytes.n) {
		if (!l->buf_n) {
			bytes = slice_from(bytes, take_bytes(l, bytes, WHOLE_BLOCKS));
			if (bytes.n < LINES_BLOCK_BYTES) {
				keep_bytes(l, bytes);
				return;
			}
		}
		struct slice piece = slice_head(bytes, LINES_BLOCK_BYTES);
		keep_bytes(l, piece);
		bytes = slice_from(bytes, piece.n);
		drain(l, WHOLE_BLOCKS);
	}
}

void lines_idle(struct lines *l)
{
	drain(l, WHOLE_LINES);
}

void lines_end(struct lines *l)
{
	drain(l, EVERYTHING);
	enum line_format best = LINE_DMESG;
	for (enum line_format f = LINE_DMESG; f < LINE_FORMAT_COUNT; f++)
		if (l->format_lines[f] > l->format_lines[best])
			best = f;
	l->stats.format = l->format_lines[best] ? &lines_formats[best] : NULL;
}

const struct lines_stats *lines_stats(const struct lines *l)
{
	return &l->stats;
}

const struct boot *lines_boots(const struct lines *l, size_t *ret_n)
{
	*ret_n = l->n_boots;
	return l->boots;
}
