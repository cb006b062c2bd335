// SPDX-License-Identifier: Apache-2.0
/*
 * Advice for programs: docs/advice.schema.json says what the JSON looks like; CSV has a row for each
 * row of evidence.
 */
#include "analyzer/advice/advice.h"
#include "parsers/base/cleanup.h"

static void member(struct sbuf *b, const char *name, struct slice value)
{
	sbuf_printf(b, ",\"%s\":", name);
	if (value.p)
		sbuf_json(b, value);
	else
		sbuf_puts(b, "null");
}

static void member_id(struct sbuf *b, const char *name, int64_t value)
{
	if (value == ROW_NO_I64)
		sbuf_printf(b, ",\"%s\":null", name);
	else
		sbuf_printf(b, ",\"%s\":%lld", name, (long long)value);
}

static void json_evidence(struct sbuf *b, const struct advice_evidence *e)
{
	sbuf_puts(b, "{\"text\":");
	sbuf_json(b, e->text);
	member(b, "source", e->path);
	member_id(b, "source_id", e->source_id);
	member_id(b, "fault_id", e->fault_id);
	member_id(b, "first_line", e->first_line);
	member_id(b, "last_line", e->last_line);
	sbuf_puts(b, ",\"other_sources\":[");
	for (size_t i = 0; i < e->n_also; i++) {
		sbuf_puts(b, i ? "," : "");
		sbuf_json(b, e->also[i]);
	}
	sbuf_puts(b, "],\"values\":{");
	for (size_t i = 0; i < e->values.n; i++) {
		sbuf_puts(b, i ? "," : "");
		sbuf_json(b, e->values.names[i]);
		sbuf_char(b, ':');
		table_json_cell(b, &e->values.cells[i]);
	}
	sbuf_puts(b, "}}");
}

static void json_one(struct sbuf *b, const struct advice *a)
{
	const struct rule *r = a->rule;

	sbuf_puts(b, "{\"rule\":");
	sbuf_json(b, r->id);
	member_id(b, "severity", r->level);
	member(b, "urgency", slice_str(advice_word(r->level)));
	member(b, "title", a->title);
	member(b, "host", a->host);
	member(b, "meaning", r->meaning);
	sbuf_puts(b, ",\"evidence\":[");
	for (size_t i = 0; i < a->n_evidence; i++) {
		sbuf_puts(b, i ? ",\n  " : "\n  ");
		json_evidence(b, &a->evidence[i]);
	}
	sbuf_puts(b, "]");
	member_id(b, "more", (int64_t)a->more);
	member(b, "remedy", r->remedy);
	member(b, "command", a->command);
	member(b, "side_effects", r->effects);
	member(b, "threshold", r->threshold);
	member(b, "reference", r->reference);
	member(b, "kernels", r->kernels);
	sbuf_char(b, '}');
}

void advice_print_json(struct out *o, const struct advice_list *list)
{
	sbuf_puts(&o->buf, "{\"crashql\":\"" CRASHQL_VERSION "\",\n\"advice\":[");
	for (size_t i = 0; i < list->n && out_tick(o); i++) {
		sbuf_puts(&o->buf, i ? ",\n " : "\n ");
		json_one(&o->buf, &list->advice[i]);
	}
	sbuf_puts(&o->buf, "]}\n");
}

void advice_print_ndjson(struct out *o, const struct advice_list *list)
{
	for (size_t i = 0; i < list->n && out_tick(o); i++) {
		_cleanup_(sbuf_deinit) struct sbuf b = { 0 };
		json_one(&b, &list->advice[i]);
		// a line end stands between values only: JSON writes those of texts as \n
		for (size_t c = 0; c < b.n; c++)
			if (b.p[c] != '\n')
				sbuf_char(&o->buf, b.p[c]);
		sbuf_char(&o->buf, '\n');
	}
}

static void csv_id(struct sbuf *b, int64_t id)
{
	sbuf_char(b, ',');
	if (id != ROW_NO_I64)
		sbuf_printf(b, "%lld", (long long)id);
}

static void csv_text(struct sbuf *b, struct slice s)
{
	sbuf_char(b, ',');
	sbuf_csv(b, s);
}

void advice_print_csv(struct out *o, const struct advice_list *list)
{
	sbuf_puts(&o->buf, "rule,severity,title,host,evidence,source,fault_id,source_id,remedy,"
	                   "command,side_effects\n");
	for (size_t i = 0; i < list->n; i++) {
		const struct advice *a = &list->advice[i];
		for (size_t n = 0; n < a->n_evidence && out_tick(o); n++) {
			const struct advice_evidence *e = &a->evidence[n];
			sbuf_csv(&o->buf, a->rule->id);
			csv_id(&o->buf, a->rule->level);
			csv_text(&o->buf, a->title);
			csv_text(&o->buf, a->host);
			csv_text(&o->buf, e->text);
			csv_text(&o->buf, e->path);
			csv_id(&o->buf, e->fault_id);
			csv_id(&o->buf, e->source_id);
			csv_text(&o->buf, a->rule->remedy);
			csv_text(&o->buf, a->command);
			csv_text(&o->buf, a->rule->effects);
			sbuf_char(&o->buf, '\n');
		}
	}
}
