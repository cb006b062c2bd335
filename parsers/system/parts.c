// SPDX-License-Identifier: Apache-2.0
#include "parsers/system/parts.h"

#include <stdlib.h>

#include "parsers/base/cleanup.h"
#include "parsers/system/heading.h"
#include "parsers/system/token.h"

/* Lines of something else before a snapshot: a command, a prompt, a time, a greeting. */
#define LEAD_LINES 16
/* A format that is that sure begins in the middle of a text, too. */
#define SURE_LEAD  80
#define SURE_NEXT  80
#define SURE_INNER 85 // where the format has empty lines of its own
/* Lines behind an empty one that are looked at, and how often. */
#define NEXT_LINES 16
#define NEXT_MAX   1000
/* A text without any snapshot so far is given up. */
#define REST_BYTES ((uint64_t)4 << 20)

enum state {
	STATE_HEAD, /**< a part begins: its lines are collected */
	STATE_READ, /**< its format is known */
	STATE_REST, /**< it has none: the next heading is waited for */
	STATE_DONE,
};

/** What stands before every line of a part: `> ` of mails, and blanks. */
struct margin {
	size_t quotes, blanks;
};

#define QUOTES_MAX 8

struct parts {
	struct parts_sink sink;
	struct limits limits;
	struct slice path;
	enum state state;
	struct sbuf line; /**< that is not complete yet */
	struct sbuf head; /**< of the part, STATE_HEAD */
	struct sbuf name; /**< of the part, as its heading says; empty: that of the member */
	struct sbuf next; /**< lines behind an empty line of STATE_READ: of this part or another? */
	size_t n_next, n_looks;
	struct margin margin;         /**< of the part, STATE_READ */
	size_t outer_quotes;          /**< STATE_HEAD: of the part before, taken off already */
	struct system_reader *reader; /**< NULL: rows are not wanted */
	const struct system_format *format; /**< of the part, STATE_READ */
	const struct system_format *first;  /**< of the first one */
	size_t n_parts;
	bool has_headings;
	bool after_blank; /**< the line before was empty, or there was none */
	uint64_t rest;
};

struct parts *parts_new(struct slice path, const struct parts_sink *sink,
                        const struct limits *limits)
{
	struct parts *p = xcalloc(1, sizeof(*p));

	p->sink = *sink;
	p->limits = *limits;
	p->path = (struct slice){ xmemdup0(path.p, path.n), path.n };
	p->after_blank = true;
	return p;
}

void parts_free(struct parts *p)
{
	if (!p)
		return;
	system_free(p->reader);
	sbuf_deinit(&p->line);
	sbuf_deinit(&p->head);
	sbuf_deinit(&p->name);
	sbuf_deinit(&p->next);
	free((char *)p->path.p);
	free(p);
}

static struct slice part_path(const struct parts *p)
{
	return p->name.n ? sbuf_slice(&p->name) : p->path;
}

static void line_read(struct parts *p, struct slice line);

/** NULs; but a copy of a file of sysfs may be filled up with them to a page. */
static bool is_binary(struct slice text)
{
	while (text.n && (!text.p[text.n - 1] || text.p[text.n - 1] == '\n'))
		text.n--;
	return memchr(text.p, 0, text.n);
}

/* It begins at @p head, or behind at most @p lead lines of something else. */
static const struct system_format *format_find(const struct parts *p, struct slice *head, int lead)
{
	struct slice in = *head, line;
	int bid;

	const struct system_format *f = system_probe_bid(in, part_path(p), &bid);
	for (int i = 0; !f && i < lead && slice_line(&in, &line) && in.n; i++) {
		if (!slice_trim(line).n)
			continue; // the same again
		f = system_probe_bid(in, part_path(p), &bid);
		if (f && bid < SURE_LEAD)
			f = NULL;
	}
	if (f)
		*head = in;
	return f;
}

static bool on_rows(void *ctx, const struct snapshot_rows *rows)
{
	const struct parts *p = ctx;
	const struct part part = {
		.no = p->n_parts - 1,
		.name = sbuf_slice(&p->name),
		.format = p->format,
	};

	return p->sink.rows(p->sink.ctx, &part, rows);
}

static bool quote_skip(struct slice *line)
{
	if (!slice_skip_char(line, '>'))
		return false;
	slice_skip_char(line, ' ');
	return true;
}

static struct slice margin_skip(const struct margin *m, struct slice line)
{
	for (size_t i = 0; i < m->quotes && quote_skip(&line); i++)
		;
	for (size_t i = 0; i < m->blanks && line.n && (*line.p == ' ' || *line.p == '\t'); i++)
		line = slice_from(line, 1);
	return line;
}

/** What all lines of @p text begin with; false: nothing. */
static bool margin_find(struct slice text, struct margin *ret)
{
	struct margin m = { .quotes = QUOTES_MAX, .blanks = SIZE_MAX };
	struct slice in = text, line;
	bool any = false;

	while (slice_line(&in, &line)) {
		size_t n = 0;
		while (n < QUOTES_MAX && quote_skip(&line))
			n++;
		// an empty line may have lost its blanks, and even its quotes
		if (!slice_trim(line).n)
			continue;
		m.quotes = n < m.quotes ? n : m.quotes;
		any = true;
	}
	in = text;
	while (any && slice_line(&in, &line)) {
		struct margin quotes = { .quotes = m.quotes };
		struct slice s = margin_skip(&quotes, line);
		size_t n = 0;
		if (!slice_trim(s).n)
			continue;
		while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t'))
			n++;
		m.blanks = n < m.blanks ? n : m.blanks;
	}
	if (!any || (!m.quotes && !m.blanks))
		return false;
	*ret = m;
	return true;
}

static void part_open(struct parts *p, const struct system_format *f)
{
	const struct system_sink sink = { .ctx = p, .rows = on_rows };

	p->format = f;
	p->n_parts++;
	if (!p->first)
		p->first = f;
	if (p->sink.rows)
		p->reader = system_new(f, part_path(p), &sink, &p->limits);
	p->state = STATE_READ;
}

/** The format of @p head, and where it begins; @p plain: the text without its margin, where that had
 *  to go. */
static const struct system_format *head_find(struct parts *p, struct slice *head,
                                             struct sbuf *plain)
{
	struct slice in = *head, line;
	struct margin m = { 0, 0 };
	const struct system_format *f = NULL;

	p->margin = m;
	bool has_margin = !is_binary(in) && margin_find(in, &m);
	if (!m.quotes)
		f = format_find(p, head, 0);
	if (!f && has_margin) {
		while (slice_line(&in, &line)) {
			sbuf_add(plain, margin_skip(&m, line));
			sbuf_char(plain, '\n');
		}
		struct slice text = sbuf_slice(plain);
		f = format_find(p, &text, LEAD_LINES);
		if (f) {
			*head = text;
			p->margin = m;
		}
	}
	if (!f && !is_binary(*head))
		f = format_find(p, head, LEAD_LINES);
	p->margin.quotes += p->outer_quotes;
	return f;
}

/** The head is there, or the part ended: what is it? */
static void head_end(struct parts *p)
{
	struct slice head = sbuf_slice(&p->head), all = head, line;
	struct sbuf plain = { 0 };

	p->state = STATE_REST;
	if (!head.n)
		return;
	const struct system_format *f = head_find(p, &head, &plain);
	if ((!f && is_binary(all)) || p->sink.is_log(p->sink.ctx, all)) {
		f = NULL;
		if (!p->has_headings)
			p->state = STATE_DONE;
	}
	if (f) {
		struct sbuf text = p->head;
		p->head = (struct sbuf){ 0 };
		part_open(p, f);
		p->after_blank = false;
		while (p->state == STATE_READ && slice_line(&head, &line)) {
			line_read(p, line);
			p->after_blank = !slice_trim(line).n;
		}
		// another part began in it: the rest is of that
		if (head.n)
			sbuf_add(&p->head, head);
		sbuf_deinit(&text);
		sbuf_deinit(&plain);
		return;
	}
	sbuf_deinit(&plain);
	sbuf_reset(&p->head);
}

static void reader_close(struct parts *p)
{
	if (p->reader)
		system_end(p->reader);
	system_free(p->reader);
	p->reader = NULL;
	p->format = NULL;
}

static void read_on(struct parts *p, struct slice text)
{
	if (p->reader)
		system_feed(p->reader, text);
}

/** Lines came behind an empty one.  Do they begin a part of another format? */
static void next_end(struct parts *p)
{
	struct slice next = sbuf_slice(&p->next);
	int bid = 0;

	if (!next.n)
		return;
	const struct system_format *f = system_probe_bid(next, p->path, &bid);
	bool other = f && f != p->format &&
	             bid >= (p->format->has_blanks ? SURE_INNER : SURE_NEXT) &&
	             p->format->bid(next, part_path(p)) < bid;
	if (!other) {
		read_on(p, next);
		sbuf_reset(&p->next);
		p->n_next = 0;
		return;
	}
	reader_close(p);
	sbuf_reset(&p->name);
	sbuf_reset(&p->head);
	sbuf_add(&p->head, next);
	sbuf_reset(&p->next);
	p->n_next = 0;
	p->outer_quotes = p->margin.quotes;
	p->state = STATE_HEAD;
}

static void line_read(struct parts *p, struct slice line)
{
	bool wait = p->n_next > 0;

	if (!wait && p->after_blank && slice_trim(line).n && p->n_looks < NEXT_MAX) {
		p->n_looks++;
		wait = true;
	}
	if (!wait) {
		read_on(p, line);
		read_on(p, S("\n"));
		return;
	}
	sbuf_add(&p->next, line);
	sbuf_char(&p->next, '\n');
	if (++p->n_next == NEXT_LINES)
		next_end(p);
}

static void part_end(struct parts *p)
{
	// each turn takes a part off
	while (p->state == STATE_HEAD || (p->state == STATE_READ && p->n_next)) {
		if (p->state == STATE_HEAD)
			head_end(p);
		else
			next_end(p);
	}
	reader_close(p);
	sbuf_reset(&p->name);
	sbuf_reset(&p->head);
	p->outer_quotes = 0;
}

static void line_take(struct parts *p, struct slice line)
{
	struct sbuf name = { 0 };
	const struct margin outer = { .quotes = p->outer_quotes };
	struct slice unquoted = line;
	enum heading h = heading_find(line, p->after_blank, &name);

	while (!h && quote_skip(&unquoted))
		h = heading_find(unquoted, p->after_blank, &name);
	if (h) {
		part_end(p);
		if (p->state != STATE_DONE)
			p->state = STATE_HEAD;
		p->has_headings = true;
		sbuf_add(&p->name, sbuf_slice(&name));
		p->after_blank = true;
		sbuf_deinit(&name);
		return;
	}
	sbuf_deinit(&name);
	switch (p->state) {
	case STATE_HEAD:
		sbuf_add(&p->head, margin_skip(&outer, line));
		sbuf_char(&p->head, '\n');
		while (p->state == STATE_HEAD && p->head.n >= SYSTEM_HEAD_BYTES)
			head_end(p);
		break;
	case STATE_READ:
		line_read(p, margin_skip(&p->margin, line));
		break;
	case STATE_REST:
		p->rest += line.n + 1;
		if (!p->first && p->rest > REST_BYTES)
			p->state = STATE_DONE;
		break;
	case STATE_DONE:
		break;
	}
	p->after_blank = !slice_trim(line).n;
}

void parts_feed(struct parts *p, struct slice bytes)
{
	struct slice line;

	while (p->state != STATE_DONE && slice_cut(&bytes, '\n', &line)) {
		if (p->line.n) {
			sbuf_add(&p->line, slice_head(line, p->limits.line_bytes));
			line_take(p, sbuf_slice(&p->line));
			sbuf_reset(&p->line);
		} else {
			line_take(p, slice_head(line, p->limits.line_bytes));
		}
	}
	if (p->state != STATE_DONE && p->line.n < p->limits.line_bytes)
		sbuf_add(&p->line, slice_head(bytes, p->limits.line_bytes - p->line.n));
}

void parts_end(struct parts *p)
{
	if (p->state == STATE_HEAD) // without a line end, as it came
		sbuf_add(&p->head, sbuf_slice(&p->line));
	else if (p->state != STATE_DONE && p->line.n)
		line_take(p, sbuf_slice(&p->line));
	sbuf_reset(&p->line);
	part_end(p);
	p->state = STATE_DONE;
}

const struct system_format *parts_format(const struct parts *p)
{
	return p->first;
}
