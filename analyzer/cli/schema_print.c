// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/schema.h"

#include "analyzer/report/text.h"
#include "db/schema_doc.h"

static void text_object(struct out *o, const struct schema_table *t)
{
	size_t width = 0;

	out_style(o, STYLE_STRONG);
	sbuf_add(&o->buf, t->name);
	out_style(o, STYLE_PLAIN);
	sbuf_puts(&o->buf, t->is_view ? " (view)\n" : "\n");
	text_wrap(&o->buf, t->doc, 2, 0, o->width);
	for (size_t i = 0; i < t->n_columns; i++)
		if (t->columns[i].name.n > width)
			width = t->columns[i].name.n;
	sbuf_char(&o->buf, '\n');
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct schema_column *c = &t->columns[i];
		struct sbuf b = { 0 };
		if (c->unit.n)
			sbuf_printf(&b, "[" SLICE_FMT "] ", SLICE_ARG(c->unit));
		sbuf_add(&b, c->doc);
		sbuf_puts(&o->buf, "  ");
		sbuf_add(&o->buf, c->name);
		text_wrap(&o->buf, sbuf_slice(&b), width + 4, c->name.n + 2, o->width);
		sbuf_deinit(&b);
	}
}

static void markdown_object(struct out *o, const struct schema_table *t)
{
	struct sbuf *b = &o->buf;

	sbuf_printf(b, "\n## " SLICE_FMT "%s\n\n", SLICE_ARG(t->name), t->is_view ? " (view)" : "");
	sbuf_add(b, t->doc);
	sbuf_char(b, '\n');
	if (t->n_columns)
		sbuf_puts(b, "\n| column | type | unit | meaning |\n| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct schema_column *c = &t->columns[i];
		sbuf_printf(b, "| `" SLICE_FMT "` | " SLICE_FMT " | ", SLICE_ARG(c->name),
		            SLICE_ARG(c->type));
		sbuf_markdown(b, c->unit);
		sbuf_puts(b, " | ");
		sbuf_markdown(b, c->doc);
		sbuf_puts(b, " |\n");
	}
}

static void json_text(struct sbuf *b, const char *before, struct slice s)
{
	sbuf_puts(b, before);
	if (s.n)
		sbuf_json(b, s);
	else
		sbuf_puts(b, "null");
}

static void json_object(struct out *o, const struct schema_table *t)
{
	struct sbuf *b = &o->buf;

	json_text(b, "{\"name\":", t->name);
	sbuf_printf(b, ",\"kind\":\"%s\"", t->is_view ? "view" : "table");
	json_text(b, ",\"meaning\":", t->doc);
	sbuf_puts(b, ",\"columns\":[");
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct schema_column *c = &t->columns[i];
		json_text(b, i ? ",\n  {\"name\":" : "\n  {\"name\":", c->name);
		json_text(b, ",\"type\":", c->type);
		json_text(b, ",\"unit\":", c->unit);
		json_text(b, ",\"meaning\":", c->doc);
		sbuf_char(b, '}');
	}
	sbuf_puts(b, "]}");
}

static void print_object(struct out *o, const struct schema_table *t, enum out_format format)
{
	if (format == FORMAT_JSON)
		json_object(o, t);
	else if (format == FORMAT_MARKDOWN)
		markdown_object(o, t);
	else
		text_object(o, t);
}

struct err *schema_table_print(struct out *o, struct slice name, enum out_format format)
{
	const struct schema_table *t = schema_table_find(store_schema_doc(), name);

	if (!t || !t->is_public)
		return err_new(ERR_USAGE, 0, "no such table or view: " SLICE_FMT, SLICE_ARG(name));
	print_object(o, t, format);
	if (format == FORMAT_JSON)
		sbuf_char(&o->buf, '\n');
	return NULL;
}

#define NAME_COLUMN 22

void schema_list(struct out *o)
{
	const struct schema_doc *doc = store_schema_doc();

	for (size_t i = 0; i < doc->n_tables; i++) {
		const struct schema_table *t = &doc->tables[i];
		ssize_t end = slice_find(t->doc, S(". "));
		if (!t->is_public)
			continue;
		out_style(o, STYLE_STRONG);
		sbuf_add(&o->buf, t->name);
		out_style(o, STYLE_PLAIN);
		text_wrap(&o->buf, slice_head(t->doc, end < 0 ? t->doc.n : (size_t)end + 1),
		          NAME_COLUMN, t->name.n, o->width);
	}
}

void schema_all(struct out *o, enum out_format format)
{
	const struct schema_doc *doc = store_schema_doc();
	bool more = false;

	for (size_t i = 0; i < doc->n_tables; i++) {
		if (!doc->tables[i].is_public)
			continue;
		if (format == FORMAT_JSON)
			sbuf_puts(&o->buf, more ? ",\n " : "[");
		print_object(o, &doc->tables[i], format);
		more = true;
	}
	if (format == FORMAT_JSON)
		sbuf_puts(&o->buf, "]\n");
}
