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
#include "parsers/base/spool.h"
#include "parsers/lines/inner.h"
#include "parsers/lines/journal_file.h"

struct lines *lines_new(const struct lines_sink *sink, const struct limits *limits,
                        int64_t taken_us)
{
	struct lines *l = xcalloc(1, sizeof(*l));

	l->sink = *sink;
	l->limits = *limits;
	if (l->limits.line_bytes == 0)
		l->limits.line_bytes = 1;
	l->line = 1;
	l->years = (struct date_years){ .taken_us = taken_us, .last_us = INT64_MIN };
	l->start_us = l->replay_until_us = INT64_MIN;
	l->literals = boots_literals();
	return l;
}

void lines_free(struct lines *l)
{
	if (!l)
		return;
	struct sbuf *bufs[] = { &l->cut,           &l->clean,       &l->decoded,    &l->parts.text,
		                &l->verbose.value, &l->verbose.key, &l->scan.object };
	for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		sbuf_deinit(bufs[i]);
	entry_deinit(&l->entry);
	spool_free(l->spool);
	arena_deinit(&l->boots_arena);
	free(l->boots);
	free(l->buf);
	free(l);
}

/** journald could not keep up with the kernel: `Missed 12 kernel messages`. */
static void note_missed(struct record *r)
{
	struct slice s = r->text;
	uint64_t n;

	if (slice_is(r->tag, "systemd-journald") && slice_skip(&s, S("Missed ")) &&
	    slice_u64(&s, 10, &n) && slice_starts(s, S(" kernel messages")))
		r->lost = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

void lines_deliver(struct lines *l, struct record *r)
{
	if (r->flags & RECORD_USER && r->tag.p)
		note_missed(r);
	l->stats.lost += r->lost;
	boots_note(l, r);
	if (l->quiet)
		return;
	if (r->flags & RECORD_KERNEL)
		l->stats.kernel_lines++;
	l->sink.record(l->sink.ctx, r);
}

void lines_deliver_split(struct lines *l, struct record *r, struct slice mark,
                         void (*decode)(struct slice s, struct sbuf *ret))
{
	struct slice rest = r->text;
	// a copy has no place of its own in the line
	bool in_raw = !(r->flags & RECORD_ESCAPED);
	const char *raw = r->raw.p, *raw_end = r->raw.p + r->raw.n;
	uint64_t end_off = r->end_off;

	do {
		ssize_t at = slice_find(rest, mark);
		struct slice piece = at >= 0 ? slice_head(rest, at) : rest;
		rest = at >= 0 ? slice_from(rest, at + mark.n) : slice_from(rest, rest.n);
		decode(piece, &l->decoded);
		r->text = sbuf_slice(&l->decoded);
		struct record one = *r;
		one.flags |= RECORD_ESCAPED;
		if (in_raw) {
			const char *end = rest.n ? piece.p + piece.n : raw_end;
			one.raw = (struct slice){ raw, end - raw };
			one.end_off = rest.n ? r->off + (rest.p - raw) : end_off;
			raw = rest.p;
			r->off = one.end_off;
		}
		lines_deliver(l, &one);
		r->flags |= RECORD_CONT;
		r->lost = 0;
	} while (rest.n);
}

void lines_deliver_text(struct lines *l, struct record *r, struct slice text)
{
	struct slice line;

	r->flags |= RECORD_ESCAPED;
	do {
		if (!slice_cut(&text, '\n', &line)) {
			line = text;
			text.n = 0;
		}
		struct record one = *r;
		one.text = one.raw = line;
		lines_deliver(l, &one);
		r->flags |= RECORD_CONT;
	} while (text.n);
}

void lines_record(struct lines *l, const struct record *r)
{
	struct record own = *r;

	l->facts = match_any(l->literals, r->text);
	l->clock_reset = true; // memory holds one boot, however its clocks went
	l->stats.lines++;
	l->format_lines[LINE_DMESG]++;
	lines_deliver(l, &own);
}

/** Hand the line to the reader that knows it. */
static void take_text(struct lines *l, struct slice s, struct record *r)
{
	char c = s.n ? *s.p : '\0';

	if (l->verbose.open && verbose_line(l, s, r))
		return;
	if ((l->in_kmsg || (c >= '0' && c <= '9')) && kmsg_line(l, s, r))
		return;
	kmsg_flush(l);
	if (c >= 'F' && c <= 'W' && verbose_line(l, s, r))
		return;
	if ((c == '{' || c == '\x1e' || c == 'd') && json_line(l, s, r))
		return;
	if (prefix_mark(l, s)) {
		r->text = s;
		lines_deliver(l, r);
		return;
	}
	enum line_format format = s.n ? prefix_take(l, &s, r) : LINE_BLANK;
	r->text = s;
	if (format == LINE_STAMPED && !(r->flags & RECORD_KERNEL))
		format = LINE_PLAIN;
	l->format_lines[format]++;
	l->mid_line = format == LINE_CONSOLE;
	if (format == LINE_PLAIN && c == '*' &&
	    slice_has(s, S("** replaying previous printk message **")))
		l->replay = true;
	else if (l->replay && format != LINE_BLANK) {
		r->flags |= RECORD_REPLAY;
		l->replay = false;
	}
	if (r->tag.p)
		syslog_deliver(l, r);
	else
		printk_deliver(l, r);
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
	if (!console_is_clean(s) && !memchr(s.p, '\x1e', 1)) {
		console_clean(s, &l->clean);
		s = sbuf_slice(&l->clean);
		r->flags |= RECORD_ESCAPED;
	}
	take_text(l, s, r);
}

/** Does something else than lines begin here? */
static bool changes_mode(struct lines *l, struct slice line, struct slice ahead)
{
	while (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	if (line.n > 20 && line.p[0] == '_' && line.p[1] == '_' && export_starts(line))
		l->mode = LINES_EXPORT;
	else if (line.n && memchr("{\x1e d", *line.p, 4) && json_starts(line, ahead))
		l->mode = LINES_JSON;
	if (l->mode == LINES_TEXT)
		return false;
	l->must_see = true;
	l->in_kmsg = false;
	kmsg_flush(l);
	verbose_flush(l);
	return true;
}

/** Lines of a block, which ends with a line end unless it is the last.  Returns how many bytes were
 *  taken: not all of them when something else than lines begins. */
static size_t take_lines(struct lines *l, struct slice block, struct slice after)
{
	struct slice rest = block;

	while (rest.n) {
		const char *nl = memchr(rest.p, '\n', rest.n);
		size_t n = nl ? (size_t)(nl - rest.p) + 1 : rest.n;
		struct slice line = { rest.p, nl ? n - 1 : n };
		l->ahead = (struct slice){ rest.p + n, rest.n - n + after.n };
		if (changes_mode(l, line, l->ahead))
			break;
		struct record r = { .off = l->off, .end_off = l->off + n, .line = l->line };
		r.end_line = r.line;
		l->off += n;
		l->line++;
		l->stats.lines++;
		take_line(l, line, &r);
		rest = slice_from(rest, n);
	}
	l->ahead.n = 0;
	return block.n - rest.n;
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
static size_t pass_lines(struct lines *l, struct slice block)
{
	uint64_t n_lines = count_lines(block);
	uint64_t end_off = l->off + block.n, end_line = l->line + n_lines;
	const char *nl = memchr(block.p, '\n', block.n);
	size_t first_n = nl ? (size_t)(nl - block.p) + 1 : block.n;
	uint64_t counts[LINE_FORMAT_COUNT + 2];

	memcpy(counts, l->format_lines, sizeof(counts));
	size_t taken = take_lines(l, slice_head(block, first_n), slice_from(block, first_n));
	if (n_lines == 1 || taken < first_n)
		return taken;
	l->has_seq = false; // what lies between is not lost
	const char *before_last = memrchr(block.p, '\n', block.n - 1);
	size_t at = before_last + 1 - block.p;
	l->off = end_off - (block.n - at);
	l->line = end_line - 1;
	l->stats.lines += n_lines - 2;
	taken = at + take_lines(l, slice_from(block, at), slice_from(block, block.n));
	// the lines between are taken to be like these
	for (size_t f = 0; f < LINE_FORMAT_COUNT + 2; f++)
		l->format_lines[f] += (l->format_lines[f] - counts[f]) * (n_lines - 2) / 2;
	l->boot_lines += n_lines - 2;
	return taken;
}

/** Does the block hold messages that its bytes do not show: arrays of bytes, messages in parts? */
static bool hides_messages(struct slice block)
{
	return slice_find(block, S(LINES_BYTE_ARRAY)) >= 0 ||
	       slice_find(block, S(LINES_BYTE_ARRAY2)) >= 0 ||
	       slice_find(block, S(LINES_PART)) >= 0;
}

static size_t take_block(struct lines *l, struct slice block)
{
	bool wants = l->must_see || !l->sink.wants || l->sink.wants(l->sink.ctx, block);
	struct slice nothing = slice_from(block, block.n);
	size_t n;

	l->facts = match_any(l->literals, block);
	if (l->facts && !wants)
		wants = hides_messages(block);
	l->quiet = !wants;
	if (wants || l->facts || l->n_blocks == 0)
		n = take_lines(l, block, nothing);
	else
		n = pass_lines(l, block);
	l->quiet = false;
	l->n_blocks++;
	return n;
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

	if (!l->off && !l->cut.n && l->mode == LINES_TEXT && journal_is(s))
		l->mode = LINES_JOURNAL;
	if (l->mode == LINES_JOURNAL) {
		journal_keep(l, s);
		return s.n;
	}
	for (;;) {
		if (l->mode != LINES_TEXT) {
			bool final = much == EVERYTHING;
			size_t n = l->mode == LINES_JSON ? json_take(l, rest, final)
			                                 : export_take(l, rest, final);
			rest = slice_from(rest, n);
			if (l->mode != LINES_TEXT)
				break;
		}
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
		rest = slice_from(rest, take_block(l, head));
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
	kmsg_flush(l);
	verbose_flush(l);
}

void lines_end(struct lines *l)
{
	drain(l, EVERYTHING);
	kmsg_flush(l);
	verbose_flush(l);
	if (l->mode == LINES_JOURNAL)
		journal_end(l);
	l->stats.format = formats_choose(l->format_lines);
	if (l->mode == LINES_JOURNAL)
		l->stats.format = &lines_formats[LINE_JOURNAL];
	if (!l->stats.format && l->bare_banner)
		l->stats.format = &lines_formats[LINE_DMESG];
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
