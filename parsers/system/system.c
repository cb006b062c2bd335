// SPDX-License-Identifier: Apache-2.0
#include "parsers/system/system.h"

#include <math.h>
#include <stdlib.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/sbuf.h"

#define SYSTEM_FORMAT(name) extern const struct system_format system_format_##name;
#include "parsers/system/formats.def"
#undef SYSTEM_FORMAT

const struct system_format *const system_formats[] = {
#define SYSTEM_FORMAT(name) &system_format_##name,
#include "parsers/system/formats.def"
#undef SYSTEM_FORMAT
	NULL,
};

struct system_reader {
	struct system s;
	struct system_sink sink;
	struct arena keep;
	struct sbuf line; /**< a line that is not complete yet */
	size_t line_max;
};

const struct system_format *system_probe_bid(struct slice head, struct slice path, int *ret_bid)
{
	const struct system_format *best = NULL;
	int best_bid = 0;

	for (size_t i = 0; system_formats[i]; i++) {
		int bid = system_formats[i]->bid(head, path);
		if (bid > best_bid) {
			best = system_formats[i];
			best_bid = bid;
		}
	}
	*ret_bid = best_bid;
	return best;
}

const struct system_format *system_probe(struct slice head, struct slice path)
{
	int bid;

	return system_probe_bid(head, path, &bid);
}

struct system_reader *system_new(const struct system_format *format, struct slice path,
                                 const struct system_sink *sink, const struct limits *limits)
{
	struct system_reader *r = xcalloc(1, sizeof(*r));

	r->sink = *sink;
	r->line_max = limits->line_bytes;
	r->s.format = format;
	r->s.rows.arena = xcalloc(1, sizeof(struct arena));
	r->s.path = (struct slice){ xmemdup0(path.p, path.n), path.n };
	r->s.keep = &r->keep;
	r->s.state = xcalloc(1, format->state_bytes ? format->state_bytes : 1);
	return r;
}

void system_free(struct system_reader *r)
{
	if (!r)
		return;
	snapshot_rows_deinit(&r->s.rows);
	arena_deinit(&r->keep);
	sbuf_deinit(&r->line);
	free((char *)r->s.path.p);
	free(r->s.state);
	free(r);
}

static void rows_give(struct system_reader *r)
{
	struct arena *arena = r->s.rows.arena;

	if (r->sink.rows(r->sink.ctx, &r->s.rows))
		arena = xcalloc(1, sizeof(*arena));
	else
		arena_reset(arena);
	r->s.rows = (struct snapshot_rows){ .arena = arena };
}

static void line_give(struct system_reader *r, struct slice line)
{
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	r->s.line_no++;
	r->s.format->line(&r->s, slice_head(line, r->line_max));
	if (r->s.rows.arena->used > SNAPSHOT_ROWS_BYTES)
		rows_give(r);
}

void system_feed(struct system_reader *r, struct slice bytes)
{
	struct slice line;

	while (slice_cut(&bytes, '\n', &line)) {
		if (r->line.n) {
			sbuf_add(&r->line, slice_head(line, r->line_max));
			line_give(r, sbuf_slice(&r->line));
			sbuf_reset(&r->line);
		} else {
			line_give(r, line);
		}
	}
	if (bytes.n && r->line.n < r->line_max)
		sbuf_add(&r->line, slice_head(bytes, r->line_max - r->line.n));
}

void system_end(struct system_reader *r)
{
	if (r->line.n)
		line_give(r, sbuf_slice(&r->line));
	sbuf_reset(&r->line);
	if (r->s.format->end)
		r->s.format->end(&r->s);
	rows_give(r);
}

uint64_t system_bad_lines(const struct system_reader *r)
{
	return r->s.bad_lines;
}

void system_stat(struct system *s, int64_t node, struct slice name, double value, const char *unit)
{
	struct mem_stat *m = snapshot_row(&s->rows, mem_stat);

	if (node >= 0)
		fact_set(m, node, node);
	fact_set(m, name, arena_dup(s->rows.arena, slice_head(name, LIMIT_NAME_BYTES)));
	fact_set(m, value, value);
	fact_set(m, unit, slice_str(unit));
}

bool system_stat_text(struct system *s, int64_t node, struct slice name, struct slice value,
                      const char *unit)
{
	char text[64], *end;

	if (!value.n || value.n >= sizeof(text))
		return false;
	memcpy(text, value.p, value.n);
	text[value.n] = '\0';
	// strtod() takes names and hex too; what counters are made of is checked first
	if (strspn(text, "+-.0123456789eE") != value.n)
		return false;
	double v = strtod(text, &end);
	if (*end || !isfinite(v))
		return false;
	system_stat(s, node, name, v, unit);
	return true;
}

void system_setting(struct system *s, struct slice name, struct slice value)
{
	struct setting *row = snapshot_row(&s->rows, setting);

	fact_set(row, name, arena_dup(s->rows.arena, slice_head(name, LIMIT_NAME_BYTES)));
	fact_set(row, value, arena_dup(s->rows.arena, slice_head(value, 4096)));
}
