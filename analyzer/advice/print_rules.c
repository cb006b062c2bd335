// SPDX-License-Identifier: Apache-2.0
/*
 * The rules themselves: a line each, or in full as docs/advice.md has them.
 */
#include "analyzer/advice/advice.h"
#include "analyzer/report/text.h"
#include "parsers/base/cleanup.h"

#define TITLE_COLUMN 30

static void paragraph(struct out *o, const char *before, struct slice text, const char *after)
{
	sbuf_puts(&o->buf, before);
	sbuf_markdown(&o->buf, text);
	sbuf_puts(&o->buf, after);
}

/** A code block inside a list item. */
static void command_block(struct out *o, struct slice text)
{
	struct slice line;

	sbuf_char(&o->buf, '\n');
	while (slice_line(&text, &line)) {
		sbuf_puts(&o->buf, "      ");
		text_line(&o->buf, line, 0);
		sbuf_char(&o->buf, '\n');
	}
	sbuf_char(&o->buf, '\n');
}

static void markdown_list(struct out *o, const struct rules *rules)
{
	for (size_t i = 0; i < rules->n && out_tick(o); i++) {
		const struct rule *r = &rules->rule[i];
		sbuf_puts(&o->buf, i ? "\n### " : "### ");
		sbuf_markdown(&o->buf, r->id);
		sbuf_printf(&o->buf, "\n\nSeverity %d (%s). ", r->level, advice_word(r->level));
		paragraph(o, "**", r->title, "**\n\n");
		paragraph(o, "- Meaning: ", r->meaning, "\n");
		paragraph(o, "- Needs: ", r->needs, "\n");
		paragraph(o, "- Evidence: ", r->evidence, "\n");
		paragraph(o, "- Remedy: ", r->remedy, "\n");
		command_block(o, r->command);
		paragraph(o, "- Side effects: ", r->effects, "\n");
		paragraph(o, "- Threshold: ", r->threshold, "\n");
		paragraph(o, "- Source: ", r->reference, "\n");
		paragraph(o, "- Kernels: ", r->kernels, "\n");
	}
}

static void text_list(struct out *o, const struct rules *rules)
{
	for (size_t i = 0; i < rules->n && out_tick(o); i++) {
		const struct rule *r = &rules->rule[i];
		_cleanup_(sbuf_deinit) struct sbuf b = { 0 };

		sbuf_printf(&b, "%d  ", r->level);
		sbuf_add(&b, r->id);
		sbuf_add(&o->buf, sbuf_slice(&b));
		out_style(o, STYLE_FAINT);
		text_wrap(&o->buf, r->title, TITLE_COLUMN, b.n, o->width);
		out_style(o, STYLE_PLAIN);
	}
}

static void json_rule(struct out *o, const struct rule *r)
{
	for (const struct rule_member *m = rule_members; m->name; m++) {
		sbuf_printf(&o->buf, "%s\"%s\":", m == rule_members ? "{" : ",", m->name);
		if (strcmp(m->name, "severity") == 0)
			sbuf_printf(&o->buf, "%d", r->level);
		else
			sbuf_json(&o->buf, *rule_text(r, m));
	}
	sbuf_char(&o->buf, '}');
}

static void csv_list(struct out *o, const struct rules *rules)
{
	for (const struct rule_member *m = rule_members; m->name; m++)
		sbuf_printf(&o->buf, "%s%s", m == rule_members ? "" : ",", m->name);
	sbuf_char(&o->buf, '\n');
	for (size_t n = 0; n < rules->n; n++) {
		for (const struct rule_member *m = rule_members; m->name; m++) {
			sbuf_puts(&o->buf, m == rule_members ? "" : ",");
			sbuf_csv(&o->buf, *rule_text(&rules->rule[n], m));
		}
		sbuf_char(&o->buf, '\n');
	}
}

void rules_print(struct out *o, const struct rules *rules, enum out_format format)
{
	switch (format) {
	case FORMAT_TEXT:
		text_list(o, rules);
		break;
	case FORMAT_MARKDOWN:
		markdown_list(o, rules);
		break;
	case FORMAT_CSV:
		csv_list(o, rules);
		break;
	case FORMAT_JSON:
	case FORMAT_NDJSON:
		for (size_t i = 0; i < rules->n; i++) {
			if (format == FORMAT_JSON)
				sbuf_puts(&o->buf, i ? ",\n " : "[");
			json_rule(o, &rules->rule[i]);
			sbuf_puts(&o->buf, format == FORMAT_NDJSON ? "\n" : "");
		}
		if (format == FORMAT_JSON)
			sbuf_puts(&o->buf, rules->n ? "]\n" : "[]\n");
		break;
	}
}
