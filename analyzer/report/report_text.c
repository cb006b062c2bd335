// SPDX-License-Identifier: Apache-2.0
/*
 * A report for a terminal or a mail:
 *
 *   CRASH REPORT
 *
 *     Verdict  web01 died at 2024-03-01 10:22:31 UTC of: KASAN: slab-use-after-free Read in foo, in
 *              task kworker/3:1 (pid 81). 0.4 s later: Kernel panic: Fatal exception.
 */
#include <stdio.h>

#include "analyzer/report/evidence.h"
#include "analyzer/report/facts.h"
#include "analyzer/report/phrases.h"
#include "analyzer/report/report.h"
#include "analyzer/report/text.h"

#define FOLD_COLUMNS 300 /**< of a log line */
#define LABEL_COLUMN 12  /**< of the head */
#define FACT_COLUMN  17
#define HEAD_ADVICE  3 /**< titles of advice in the head; a section tells more */
static void heading(struct out *o, const char *text)
{
	sbuf_char(&o->buf, '\n');
	out_style(o, STYLE_STRONG);
	for (const char *p = text; *p; p++)
		sbuf_char(&o->buf, *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p);
	out_style(o, STYLE_PLAIN);
	sbuf_puts(&o->buf, "\n\n");
}

/** @p raw, escaped and wrapped from column @p indent on. */
static void wrapped(struct out *o, struct slice raw, size_t indent, size_t used)
{
	struct sbuf safe = { 0 };

	text_line(&safe, raw, 0);
	text_wrap(&o->buf, sbuf_slice(&safe), indent, used, o->width);
	sbuf_deinit(&safe);
}

static void labelled(struct out *o, const char *label, struct slice raw)
{
	if (!raw.n)
		return;
	sbuf_puts(&o->buf, "  ");
	out_style(o, STYLE_STRONG);
	sbuf_puts(&o->buf, label);
	out_style(o, STYLE_PLAIN);
	wrapped(o, raw, LABEL_COLUMN, 2 + strlen(label));
}

static void print_head(struct out *o, const struct report *r)
{
	struct sbuf b = { 0 };

	out_style(o, STYLE_HEADING);
	sbuf_puts(&o->buf, "CRASH REPORT");
	out_style(o, STYLE_PLAIN);
	sbuf_puts(&o->buf, "\n\n");
	labelled(o, "Verdict", r->verdict);
	phrase_scope(&b, r);
	labelled(o, "Covers", sbuf_slice(&b));
	sbuf_reset(&b);
	phrase_faults(&b, r);
	labelled(o, "Faults", sbuf_slice(&b));
	sbuf_reset(&b);
	for (size_t i = 0; i < r->n_advice && i < HEAD_ADVICE; i++)
		labelled(o, i ? "" : "Advice", r->advice[i].title);
	if (r->scope.corrupted > 0) {
		text_plural(&b, r->scope.corrupted, "report", NULL);
		sbuf_puts(&b, " cut or mangled in the log; what could be read of them is here");
		labelled(o, "Note", sbuf_slice(&b));
		sbuf_reset(&b);
	}
	if (r->scope.unreadable > 0) {
		text_plural(&b, r->scope.unreadable, "source", NULL);
		sbuf_puts(&b, " not read, or only in part: see the end");
		labelled(o, "Unread", sbuf_slice(&b));
	}
	sbuf_deinit(&b);
}

static void more(struct out *o, int64_t n, const char *what, const char *command)
{
	if (n == ROW_NO_I64 || n <= 0)
		return;
	out_style(o, STYLE_FAINT);
	sbuf_puts(&o->buf, "  ... ");
	text_count(&o->buf, n);
	sbuf_printf(&o->buf, " more%s%s; `%s` lists all", *what ? " " : "", what, command);
	out_style(o, STYLE_PLAIN);
	sbuf_char(&o->buf, '\n');
}

#define TIME_COLUMNS     19
#define SEVERITY_COLUMNS 8

/** `2024-03-01 10:21:01`, without the date where it is that of the line before; `+1261.2` */
static void print_time(struct out *o, const struct moment_row *m, struct slice *last_day)
{
	struct sbuf t = { 0 };

	if (m->time_utc.n > 19) {
		struct slice day = slice_head(m->time_utc, 10);
		if (slice_eq(day, *last_day))
			sbuf_text(&t, (struct slice){ m->time_utc.p + 11, 8 });
		else
			text_time(&t, m->time_utc);
		*last_day = day;
	} else if (!isnan(m->time_boot)) {
		sbuf_printf(&t, "+%.3f", m->time_boot);
	} else if (m->first_line != ROW_NO_I64) {
		sbuf_printf(&t, "line %lld", (long long)m->first_line);
	}
	text_pad(&o->buf, t.n < TIME_COLUMNS ? TIME_COLUMNS - t.n : 0);
	sbuf_add(&o->buf, sbuf_slice(&t));
	sbuf_deinit(&t);
}

static void print_moments(struct out *o, const struct report *r)
{
	struct slice day = { NULL, 0 };
	struct sbuf b = { 0 };
	int64_t part = ROW_NO_I64;

	if (r->n_moments < 2)
		return;
	heading(o, "What happened, in order");
	for (size_t i = 0; i < r->n_moments; i++) {
		const struct moment_row *m = &r->moments[i];
		if (!i || m->boot_id != part) {
			sbuf_reset(&b);
			if (i)
				sbuf_char(&o->buf, '\n');
			phrase_boot(&b, m);
			wrapped(o, sbuf_slice(&b), 2, 0);
			part = m->boot_id;
			day = (struct slice){ NULL, 0 };
		}
		text_pad(&o->buf, 2);
		print_time(o, m, &day);
		const char *word = severity_word(m->severity);
		text_pad(&o->buf, 2);
		out_style(o, out_severity_style(m->severity));
		sbuf_puts(&o->buf, word);
		out_style(o, STYLE_PLAIN);
		sbuf_reset(&b);
		phrase_moment(&b, m);
		wrapped(o, sbuf_slice(&b), 2 + TIME_COLUMNS + 2 + SEVERITY_COLUMNS + 2,
		        2 + TIME_COLUMNS + 2 + strlen(word));
	}
	more(o, r->moments[0].more, "kinds of event", "crashql faults");
	more(o, r->moments[0].more_boots, "boots with faults", "crashql faults");
	sbuf_deinit(&b);
}

static void print_fact(void *ctx, const char *label, struct slice value)
{
	struct out *o = ctx;

	text_pad(&o->buf, 3);
	out_style(o, STYLE_FAINT);
	sbuf_puts(&o->buf, label);
	out_style(o, STYLE_PLAIN);
	wrapped(o, value, FACT_COLUMN, 3 + strlen(label));
}

static void print_frames(struct out *o, const struct group_row *g)
{
	struct sbuf b = { 0 };

	for (size_t i = 0; frames_tell(g) && i < g->n_frames; i++) {
		const struct frame_row *f = &g->frames[i];
		sbuf_reset(&b);
		frame_spell(&b, f);
		if (!i && !slice_is(f->role, "fault")) {
			sbuf_puts(&b, "  (stack: ");
			sbuf_add(&b, f->role);
			sbuf_char(&b, ')');
		}
		if (!i)
			print_fact(o, "stack", sbuf_slice(&b));
		else
			wrapped(o, sbuf_slice(&b), FACT_COLUMN, 0);
	}
	if (frames_tell(g) && g->n_frames && g->frames[0].more > 0) {
		text_pad(&o->buf, FACT_COLUMN);
		sbuf_printf(&o->buf, "... %lld more\n", (long long)g->frames[0].more);
	}
	sbuf_deinit(&b);
}

#define NUMBER_COLUMNS 8
#define FOLD_BACK      24 /**< a line is folded at a blank that is at most this far back */

/** Without time and host that syslog put in front; the number of the line says where to find them. */
static struct slice without_syslog(struct slice line)
{
	ssize_t at = slice_find(slice_head(line, 120), S(" kernel: "));

	return at < 0 ? line : slice_from(line, (size_t)at + 9);
}

/** Where to fold, at most @p n bytes in: behind a blank if there is one near. */
static size_t fold_at(struct slice rest, size_t n)
{
	if (n >= rest.n)
		return rest.n;
	for (size_t i = n; i > n - (n < FOLD_BACK ? n : FOLD_BACK); i--)
		if (rest.p[i - 1] == ' ' || rest.p[i - 1] == ',')
			return i;
	return n;
}

/** A log line with its number, cut into pieces of the width; blanks count in logs, so they are kept. */
static void folded(struct out *o, const struct evidence *e)
{
	struct sbuf safe = { 0 };
	struct slice rest;

	text_line(&safe, without_syslog(e->text), FOLD_COLUMNS);
	rest = sbuf_slice(&safe);
	for (bool first = true; first || rest.n; first = false) {
		size_t room = o->width - NUMBER_COLUMNS - (first ? 2 : 6), n = 0, columns = 0;
		while (n < rest.n && (columns < room || ((unsigned char)rest.p[n] & 0xc0) == 0x80))
			columns += ((unsigned char)rest.p[n++] & 0xc0) != 0x80;
		n = fold_at(rest, n);
		out_style(o, STYLE_FAINT);
		if (first && e->line > 0)
			sbuf_printf(&o->buf, "%*lld", NUMBER_COLUMNS - 1, (long long)e->line);
		else
			text_pad(&o->buf, NUMBER_COLUMNS - 1);
		sbuf_puts(&o->buf, first ? " | " : " |     ");
		out_style(o, STYLE_PLAIN);
		sbuf_add(&o->buf, slice_head(rest, n));
		sbuf_char(&o->buf, '\n');
		rest = slice_from(rest, n);
	}
	sbuf_deinit(&safe);
}

static void print_evidence(struct out *o, const struct example_row *x)
{
	struct evidence lines[EVIDENCE_LINES];
	size_t n = evidence_lines(x->kind, x->excerpt, x->excerpt_lines, lines);
	struct sbuf b = { 0 };

	sbuf_add(&b, x->source_path);
	if (x->first_line != ROW_NO_I64) {
		sbuf_printf(&b, ", lines %lld to %lld", (long long)x->first_line,
		            (long long)x->last_line);
	}
	if (x->sightings > 1) {
		sbuf_puts(&b, "; also in ");
		text_plural(&b, x->sightings - 1, "other source", NULL);
	}
	print_fact(o, "evidence", sbuf_slice(&b));
	for (size_t i = 0; i < n; i++) {
		folded(o, &lines[i]);
	}
	sbuf_deinit(&b);
}

static void print_group(struct out *o, const struct group_row *g, size_t number)
{
	struct sbuf b = { 0 }, title = { 0 };

	if (number > 1)
		sbuf_char(&o->buf, '\n');
	sbuf_printf(&o->buf, "%2zu ", number);
	out_style(o, out_severity_style(g->worst));
	text_line(&title, g->title, 0);
	text_wrap(&o->buf, sbuf_slice(&title), 3, 3, o->width);
	out_style(o, STYLE_PLAIN);
	sbuf_deinit(&title);
	phrase_group(&b, g);
	wrapped(o, sbuf_slice(&b), 3, 0);
	for (size_t i = 0; i < g->n_consequences; i++) {
		sbuf_reset(&b);
		phrase_consequence(&b, &g->consequences[i]);
		print_fact(o, i ? "" : "then", sbuf_slice(&b));
	}
	if (g->example) {
		sbuf_reset(&b);
		sbuf_printf(&b, "fault %lld, key ", (long long)g->example_id);
		sbuf_add(&b, g->example->key);
		if (g->example->time_utc.p) {
			sbuf_puts(&b, ", ");
			phrase_span(&b, g->example->time_utc, g->example->time_utc);
		}
		if (!isnan(g->example->time_boot))
			sbuf_printf(&b, ", %.3f s after boot", g->example->time_boot);
		print_fact(o, g->events > 1 ? "best example" : "report", sbuf_slice(&b));
		facts_each(g, print_fact, o);
		print_frames(o, g);
		print_evidence(o, g->example);
	}
	sbuf_deinit(&b);
}

static void print_list(struct out *o, const struct report *r, const struct phrase_list *list)
{
	struct sbuf b = { 0 };
	int64_t n_more = 0;
	size_t n = list->count(r, &n_more);

	if (n)
		heading(o, list->title);
	for (size_t i = 0; i < n; i++) {
		sbuf_reset(&b);
		list->phrase(&b, r, i);
		sbuf_puts(&o->buf, "  -");
		wrapped(o, sbuf_slice(&b), 4, 3);
	}
	if (n)
		more(o, n_more, "", list->command);
	sbuf_deinit(&b);
}

void report_print_text(struct out *o, const struct report *r)
{
	print_head(o, r);
	print_moments(o, r);
	if (r->n_groups)
		heading(o, "Faults, most severe first");
	for (size_t i = 0; i < r->n_groups && out_tick(o); i++)
		print_group(o, &r->groups[i], i + 1);
	if (r->n_groups)
		more(o, r->groups[0].more, "groups", "crashql groups");
	for (size_t i = 0; phrase_lists[i].title; i++)
		print_list(o, r, &phrase_lists[i]);
}
