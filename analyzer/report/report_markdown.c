// SPDX-License-Identifier: Apache-2.0
/*
 * A report as Markdown, for tickets: headings, lists, log and stack as code blocks.
 */
#include "analyzer/report/evidence.h"
#include "analyzer/report/facts.h"
#include "analyzer/report/phrases.h"
#include "analyzer/report/report.h"
#include "analyzer/report/text.h"

static void paragraph(struct out *o, const char *before, struct slice raw)
{
	if (!raw.n)
		return;
	sbuf_puts(&o->buf, before);
	sbuf_markdown(&o->buf, raw);
	sbuf_char(&o->buf, '\n');
}

static void print_fact(void *ctx, const char *label, struct slice value)
{
	struct out *o = ctx;

	sbuf_printf(&o->buf, "- %s: ", label);
	sbuf_markdown(&o->buf, value);
	sbuf_char(&o->buf, '\n');
}

/** A code block by indentation: no line of input can end it. */
static void code_line(struct out *o, struct slice raw)
{
	sbuf_puts(&o->buf, "    ");
	text_line(&o->buf, raw, 0);
	sbuf_char(&o->buf, '\n');
}

static void print_code(struct out *o, const struct group_row *g)
{
	struct evidence lines[EVIDENCE_LINES];
	size_t n = evidence_lines(g->example->kind, g->example->excerpt, g->example->excerpt_lines,
	                          lines);
	struct sbuf b = { 0 };

	if (frames_tell(g) && g->n_frames)
		sbuf_puts(&o->buf, "\nStack:\n\n");
	for (size_t i = 0; frames_tell(g) && i < g->n_frames; i++) {
		sbuf_reset(&b);
		frame_spell(&b, &g->frames[i]);
		code_line(o, sbuf_slice(&b));
	}
	sbuf_reset(&b);
	sbuf_add(&b, g->example->source_path);
	if (g->example->first_line != ROW_NO_I64)
		sbuf_printf(&b, ", lines %lld to %lld", (long long)g->example->first_line,
		            (long long)g->example->last_line);
	sbuf_puts(&o->buf, "\nEvidence: ");
	sbuf_markdown(&o->buf, sbuf_slice(&b));
	sbuf_puts(&o->buf, "\n\n");
	for (size_t i = 0; i < n; i++)
		code_line(o, lines[i].text);
	sbuf_deinit(&b);
}

static void print_group(struct out *o, const struct group_row *g, size_t number)
{
	struct sbuf b = { 0 };

	sbuf_printf(&o->buf, "\n### %zu. ", number);
	sbuf_markdown(&o->buf, g->title);
	sbuf_puts(&o->buf, "\n\n");
	phrase_group(&b, g);
	paragraph(o, "", sbuf_slice(&b));
	sbuf_char(&o->buf, '\n');
	for (size_t i = 0; i < g->n_consequences; i++) {
		sbuf_reset(&b);
		phrase_consequence(&b, &g->consequences[i]);
		print_fact(o, "then", sbuf_slice(&b));
	}
	if (g->example) {
		sbuf_reset(&b);
		sbuf_printf(&b, "fault %lld, key ", (long long)g->example_id);
		sbuf_add(&b, g->example->key);
		print_fact(o, g->events > 1 ? "best example" : "report", sbuf_slice(&b));
		facts_each(g, print_fact, o);
		print_code(o, g);
	}
	sbuf_deinit(&b);
}

static void print_moments(struct out *o, const struct report *r)
{
	struct sbuf b = { 0 };

	if (r->n_moments)
		sbuf_puts(&o->buf, "\n## What happened, in order\n");
	for (size_t i = 0; i < r->n_moments; i++) {
		const struct moment_row *m = &r->moments[i];
		if (!i || m->boot_id != r->moments[i - 1].boot_id) {
			sbuf_reset(&b);
			phrase_boot(&b, m);
			paragraph(o, "\n", sbuf_slice(&b));
			sbuf_puts(&o->buf, "\n| time (UTC) | since boot | severity | event |\n"
			                   "| --- | --- | --- | --- |\n");
		}
		sbuf_puts(&o->buf, "| ");
		if (m->time_utc.p)
			text_time(&o->buf, m->time_utc);
		sbuf_puts(&o->buf, " | ");
		if (!isnan(m->time_boot))
			sbuf_printf(&o->buf, "%.3f s", m->time_boot);
		sbuf_printf(&o->buf, " | %s | ", severity_word(m->severity));
		sbuf_reset(&b);
		phrase_moment(&b, m);
		sbuf_markdown(&o->buf, sbuf_slice(&b));
		sbuf_puts(&o->buf, " |\n");
	}
	sbuf_deinit(&b);
}

static void print_list(struct out *o, const struct report *r, const struct phrase_list *list)
{
	struct sbuf b = { 0 };
	int64_t more = 0;
	size_t n = list->count(r, &more);

	if (n)
		sbuf_printf(&o->buf, "\n## %s\n\n", list->title);
	for (size_t i = 0; i < n; i++) {
		sbuf_reset(&b);
		list->phrase(&b, r, i);
		paragraph(o, "- ", sbuf_slice(&b));
	}
	if (n && more > 0)
		sbuf_printf(&o->buf, "- and %lld more\n", (long long)more);
	sbuf_deinit(&b);
}

void report_print_markdown(struct out *o, const struct report *r)
{
	struct sbuf b = { 0 };

	sbuf_puts(&o->buf, "# Crash report\n\n**");
	sbuf_markdown(&o->buf, r->verdict);
	sbuf_puts(&o->buf, "**\n\n");
	phrase_scope(&b, r);
	paragraph(o, "- Covers: ", sbuf_slice(&b));
	sbuf_reset(&b);
	phrase_faults(&b, r);
	paragraph(o, "- Faults: ", sbuf_slice(&b));
	sbuf_deinit(&b);
	print_moments(o, r);
	if (r->n_groups)
		sbuf_puts(&o->buf, "\n## Faults, most severe first\n");
	for (size_t i = 0; i < r->n_groups && out_tick(o); i++)
		print_group(o, &r->groups[i], i + 1);
	for (size_t i = 0; phrase_lists[i].title; i++)
		print_list(o, r, &phrase_lists[i]);
}
