// SPDX-License-Identifier: Apache-2.0
/*
 * Advice for a person:
 *
 *    1 HIGH    The limit of memory cgroup /lab is too small: 4 kills
 *      on      web-07
 *      why     A memory cgroup that reaches its limit and has nothing left to reclaim …
 *      shown   - memhog (pid 98, 20 MiB) killed at 20 MiB of 20 MiB (var/log/messages, lines 12 to 40)
 *      do      Raise the limit …
 *              # systemctl set-property lab.service MemoryMax=…
 *      but     …
 *      based on  …
 */
#include "analyzer/advice/advice.h"
#include "analyzer/report/text.h"
#include "parsers/base/cleanup.h"

#define LABEL_COLUMN 3
#define TEXT_COLUMN  16

/** @p raw, escaped and wrapped. */
static void wrapped(struct out *o, struct slice raw, size_t indent, size_t used)
{
	_cleanup_(sbuf_deinit) struct sbuf safe = { 0 };

	text_line(&safe, raw, 0);
	text_wrap(&o->buf, sbuf_slice(&safe), indent, used, o->width);
}

static void label(struct out *o, const char *name)
{
	text_pad(&o->buf, LABEL_COLUMN);
	out_style(o, STYLE_FAINT);
	sbuf_puts(&o->buf, name);
	out_style(o, STYLE_PLAIN);
}

static void labelled(struct out *o, const char *name, struct slice raw)
{
	if (!raw.n)
		return;
	label(o, name);
	wrapped(o, raw, TEXT_COLUMN, LABEL_COLUMN + strlen(name));
}

static void evidence_sentence(struct sbuf *out, const struct advice_evidence *e)
{
	sbuf_add(out, e->text);
	sbuf_puts(out, " (");
	advice_place(out, e);
	if (e->fault_id != ROW_NO_I64)
		sbuf_printf(out, "; fault %lld", (long long)e->fault_id);
	sbuf_char(out, ')');
}

static void print_evidence(struct out *o, const struct advice *a)
{
	_cleanup_(sbuf_deinit) struct sbuf b = { 0 };

	for (size_t i = 0; i < a->n_evidence; i++) {
		size_t used = LABEL_COLUMN + strlen("evidence");
		if (!i)
			label(o, "evidence");
		else
			used = 0;
		text_pad(&o->buf, TEXT_COLUMN - used);
		sbuf_char(&o->buf, '-');
		sbuf_reset(&b);
		evidence_sentence(&b, &a->evidence[i]);
		wrapped(o, sbuf_slice(&b), TEXT_COLUMN + 2, TEXT_COLUMN + 1);
	}
	if (a->more) {
		text_pad(&o->buf, TEXT_COLUMN);
		sbuf_puts(&o->buf, "- and ");
		text_count(&o->buf, (int64_t)a->more);
		sbuf_puts(&o->buf, " more\n");
	}
}

/** Commands as they are to be typed: not wrapped. */
static void print_command(struct out *o, struct slice command)
{
	struct slice line;

	while (slice_line(&command, &line)) {
		text_pad(&o->buf, TEXT_COLUMN);
		out_style(o, STYLE_STRONG);
		text_line(&o->buf, line, 0);
		out_style(o, STYLE_PLAIN);
		sbuf_char(&o->buf, '\n');
	}
}

static enum out_style style_of(int level)
{
	return level <= 1 ? STYLE_FATAL : level <= 3 ? STYLE_SERIOUS : STYLE_MINOR;
}

static void print_one(struct out *o, const struct advice *a, size_t number)
{
	const struct rule *r = a->rule;
	_cleanup_(sbuf_deinit) struct sbuf b = { 0 };

	if (number > 1)
		sbuf_char(&o->buf, '\n');
	sbuf_printf(&o->buf, "%2zu ", number);
	out_style(o, style_of(r->level));
	wrapped(o, a->title, LABEL_COLUMN, LABEL_COLUMN);
	out_style(o, STYLE_PLAIN);
	sbuf_printf(&b, "%s; rule ", advice_word(r->level));
	sbuf_add(&b, r->id);
	labelled(o, "urgency", sbuf_slice(&b));
	labelled(o, "host", a->host);
	labelled(o, "meaning", r->meaning);
	print_evidence(o, a);
	labelled(o, "do", r->remedy);
	print_command(o, a->command);
	labelled(o, "side effects", r->effects);
	labelled(o, "threshold", r->threshold);
	labelled(o, "source", r->reference);
	labelled(o, "kernels", r->kernels);
}

void advice_print_text(struct out *o, const struct advice_list *list)
{
	if (!list->n)
		sbuf_puts(&o->buf, "No advice: no rule found evidence of what it is about.\n");
	for (size_t i = 0; i < list->n && out_tick(o); i++)
		print_one(o, &list->advice[i], i + 1);
}

static void paragraph(struct out *o, const char *before, struct slice raw, const char *after)
{
	if (!raw.n)
		return;
	sbuf_puts(&o->buf, before);
	sbuf_markdown(&o->buf, raw);
	sbuf_puts(&o->buf, after);
}

/** A code block by indentation: no line of input can end it. */
static void code_block(struct out *o, struct slice text)
{
	struct slice line;

	sbuf_char(&o->buf, '\n');
	while (slice_line(&text, &line)) {
		sbuf_puts(&o->buf, "    ");
		text_line(&o->buf, line, 0);
		sbuf_char(&o->buf, '\n');
	}
	sbuf_char(&o->buf, '\n');
}

static void markdown_rule_end(struct out *o, const struct rule *r)
{
	paragraph(o, "- Side effects: ", r->effects, "\n");
	paragraph(o, "- Threshold: ", r->threshold, "\n");
	paragraph(o, "- Source: ", r->reference, "\n");
	paragraph(o, "- Kernels: ", r->kernels, "\n");
}

static void markdown_one(struct out *o, const struct advice *a, size_t number)
{
	_cleanup_(sbuf_deinit) struct sbuf b = { 0 };

	sbuf_printf(&o->buf, "%s## %zu. ", number > 1 ? "\n" : "", number);
	sbuf_markdown(&o->buf, a->title);
	sbuf_printf(&o->buf, "\n\n- Urgency: %s (rule `", advice_word(a->rule->level));
	sbuf_add(&o->buf, a->rule->id);
	sbuf_puts(&o->buf, "`)\n");
	paragraph(o, "- Host: ", a->host, "\n");
	paragraph(o, "- Meaning: ", a->rule->meaning, "\n");
	sbuf_puts(&o->buf, "- Evidence:\n");
	for (size_t i = 0; i < a->n_evidence; i++) {
		sbuf_reset(&b);
		evidence_sentence(&b, &a->evidence[i]);
		paragraph(o, "    - ", sbuf_slice(&b), "\n");
	}
	if (a->more)
		sbuf_printf(&o->buf, "    - and %llu more\n", (unsigned long long)a->more);
	paragraph(o, "\n", a->rule->remedy, "\n");
	code_block(o, a->command);
	markdown_rule_end(o, a->rule);
}

void advice_print_markdown(struct out *o, const struct advice_list *list)
{
	sbuf_puts(&o->buf, "# Advice\n\n");
	if (!list->n)
		sbuf_puts(&o->buf, "None: no rule found evidence of what it is about.\n");
	for (size_t i = 0; i < list->n && out_tick(o); i++)
		markdown_one(o, &list->advice[i], i + 1);
}
