// SPDX-License-Identifier: Apache-2.0
/*
 * Binary journals: entries of journal_file.h become those of entry.c, as if `journalctl -o export` had
 * printed them.  A record's place is the entry's in the file; its line is the number of the entry.
 *
 * libsystemd reads such files too, but follows their tables and lists, gives up at the first damaged
 * one, and may not come to an end (systemd issue 27489).
 */
#include <inttypes.h>
#include <stdio.h>

#include "parsers/base/spool.h"
#include "parsers/lines/inner.h"
#include "parsers/lines/journal_file.h"

struct reader {
	struct lines *lines;
	uint64_t end_off;
};

static bool on_wants(void *ctx, struct slice key)
{
	(void)ctx;
	return entry_wants(key);
}

static void on_begin(void *ctx, const struct journal_entry *e)
{
	struct reader *r = ctx;
	struct lines *l = r->lines;

	entry_begin(&l->entry, e->off, l->line);
	l->entry.realtime_us = e->realtime_us;
	l->entry.monotonic_us = e->monotonic_us;
	memcpy(l->entry.boot, e->boot_id, sizeof(l->entry.boot));
	l->entry.boot_n = sizeof(l->entry.boot);
	r->end_off = e->end_off;
}

static void on_field(void *ctx, struct slice key, struct slice value, bool cut)
{
	struct reader *r = ctx;

	if (cut)
		r->lines->entry.flags |= RECORD_CUT;
	entry_add(&r->lines->entry, key, value);
}

static void on_end(void *ctx)
{
	struct reader *r = ctx;
	struct lines *l = r->lines;

	l->format_lines[LINE_JOURNAL]++;
	entry_deliver(l, &l->entry, r->end_off, l->line);
	l->line++;
	l->stats.lines++;
}

void journal_keep(struct lines *l, struct slice s)
{
	if (!l->spool) {
		l->spool = spool_new(LIMIT_JOURNAL_BYTES);
		l->must_see = true;
	}
	spool_add(l->spool, s);
	l->off += s.n;
}

static void tell_damage(struct lines *l, const struct journal_stats *s, const char *problem)
{
	struct sbuf b = { 0 };

	l->stats.bad_records = s->n_damaged;
	if (!problem && !s->n_damaged)
		return;
	if (problem)
		sbuf_printf(&b, "journal %s", problem);
	else
		sbuf_printf(&b, "journal: %s, at byte %" PRIu64, s->first, s->first_off);
	if (!problem && s->n_damaged > 1)
		sbuf_printf(&b, ", and %" PRIu64 " more places are damaged", s->n_damaged - 1);
	sbuf_printf(&b, "; %" PRIu64, s->entries);
	if (s->expected > s->entries)
		sbuf_printf(&b, " of %" PRIu64, s->expected);
	sbuf_puts(&b, " entries were read");
	snprintf(l->stats.damage, sizeof(l->stats.damage), "%s", b.p);
	sbuf_deinit(&b);
}

void journal_end(struct lines *l)
{
	struct reader r = { .lines = l };
	const struct journal_sink sink = {
		.ctx = &r,
		.wants = on_wants,
		.begin = on_begin,
		.field = on_field,
		.end = on_end,
	};
	struct journal_stats stats;
	const char *problem;
	struct slice file = spool_end(l->spool, &problem);

	journal_read(file, l->limits.line_bytes, &sink, &stats);
	tell_damage(l, &stats, problem);
	spool_free(l->spool);
	l->spool = NULL;
}
