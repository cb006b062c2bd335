// SPDX-License-Identifier: Apache-2.0
#include "analyzer/report/document.h"

#include <stdio.h>

#include "analyzer/report/evidence.h"
#include "analyzer/report/table.h"
#include "analyzer/report/text.h"
#include "parsers/base/cleanup.h"

#define SECTION_ROWS 100000 /**< of one section; the task table of an OOM event is the longest */

enum layout {
	LAYOUT_FIELDS,
	LAYOUT_TABLE,
	LAYOUT_LINES,
	LAYOUT_LOG,
	LAYOUT_JSON,
};

static enum layout layout_of(struct slice word)
{
	static const struct {
		const char *word;
		enum layout layout;
	} layouts[] = {
		{ "fields", LAYOUT_FIELDS }, { "table", LAYOUT_TABLE }, { "lines", LAYOUT_LINES },
		{ "log", LAYOUT_LOG },       { "json", LAYOUT_JSON },
	};

	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++)
		if (slice_eq(word, slice_str(layouts[i].word)))
			return layouts[i].layout;
	return LAYOUT_TABLE;
}

/** `memory_object` as `Memory object` */
static void section_heading(struct out *o, struct slice name, enum out_format format)
{
	sbuf_char(&o->buf, '\n');
	if (format == FORMAT_MARKDOWN)
		sbuf_puts(&o->buf, "## ");
	else
		out_style(o, STYLE_STRONG);
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i] == '_' ? ' ' : name.p[i];
		if (format == FORMAT_TEXT && c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		sbuf_char(&o->buf, c);
	}
	if (format == FORMAT_MARKDOWN)
		sbuf_char(&o->buf, '\n');
	else
		out_style(o, STYLE_PLAIN);
	sbuf_char(&o->buf, '\n');
}

static void code_line(struct out *o, size_t indent, struct slice line)
{
	text_pad(&o->buf, indent);
	text_line(&o->buf, line, 0);
	sbuf_char(&o->buf, '\n');
}

static void print_lines(struct out *o, const struct table *t, enum out_format format)
{
	struct slice last = { NULL, 0 };

	for (size_t row = 0; row < t->n_rows; row++) {
		struct slice heading = table_cell(t, row, 0)->text;
		if (!row || !slice_eq(heading, last)) {
			if (row)
				sbuf_char(&o->buf, '\n');
			if (heading.n && format == FORMAT_TEXT)
				code_line(o, 2, heading);
			if (heading.n && format == FORMAT_MARKDOWN) {
				sbuf_markdown(&o->buf, heading);
				sbuf_puts(&o->buf, "\n\n");
			}
			last = heading;
		}
		code_line(o, 4,
		          slice_trim(table_cell(t, row, 1)->text).n ? table_cell(t, row, 1)->text
		                                                    : S("-"));
	}
}

/** Lines with their numbers in the source. */
static void print_log(struct out *o, const struct table *t, enum out_format format)
{
	struct line_numbers numbers = { .ranges = table_cell(t, 0, 0)->text };
	struct slice text = table_cell(t, 0, 1)->text, line;

	while (slice_line(&text, &line)) {
		int64_t number = line_numbers_next(&numbers);
		if (format == FORMAT_MARKDOWN)
			sbuf_puts(&o->buf, "    ");
		out_style(o, STYLE_FAINT);
		if (number > 0)
			sbuf_printf(&o->buf, "%7lld  ", (long long)number);
		else
			text_pad(&o->buf, 9);
		out_style(o, STYLE_PLAIN);
		code_line(o, 0, line);
	}
}

static void markdown_fields(struct out *o, const struct table *t, size_t row)
{
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct cell *c = table_cell(t, row, i);
		if (!c->text.p)
			continue;
		sbuf_puts(&o->buf, "- ");
		sbuf_markdown(&o->buf, t->names[i]);
		sbuf_puts(&o->buf, ": ");
		sbuf_markdown(&o->buf, c->text);
		sbuf_char(&o->buf, '\n');
	}
}

static void print_fields(struct out *o, const struct table *t, enum out_format format)
{
	for (size_t row = 0; row < t->n_rows; row++) {
		if (row)
			sbuf_char(&o->buf, '\n');
		if (format == FORMAT_MARKDOWN)
			markdown_fields(o, t, row);
		else
			table_text_fields(&o->buf, t, row, 2, true);
	}
}

static void print_json(struct out *o, struct slice name, const struct table *t, enum layout layout,
                       bool first)
{
	sbuf_puts(&o->buf, first ? "{" : ",\n ");
	sbuf_json(&o->buf, name);
	sbuf_char(&o->buf, ':');
	if (layout == LAYOUT_FIELDS && t->n_rows == 1) {
		table_json_row(&o->buf, t, 0);
		return;
	}
	for (size_t row = 0; row < t->n_rows; row++) {
		sbuf_puts(&o->buf, row ? ",\n  " : "[");
		table_json_row(&o->buf, t, row);
	}
	sbuf_char(&o->buf, ']');
}

static void print_section(struct out *o, struct slice name, const struct table *t,
                          enum layout layout, enum out_format format)
{
	section_heading(o, name, format);
	switch (layout) {
	case LAYOUT_FIELDS:
		print_fields(o, t, format);
		break;
	case LAYOUT_TABLE:
		if (format == FORMAT_MARKDOWN)
			table_markdown(&o->buf, t, true);
		else
			table_text(o, t, 2, true, true);
		break;
	case LAYOUT_LINES:
		print_lines(o, t, format);
		break;
	case LAYOUT_LOG:
		print_log(o, t, format);
		break;
	case LAYOUT_JSON:
		break;
	}
}

/** First two columns of the row that @p st stands at. */
static enum layout section_of(sqlite3_stmt *st, struct arena *a, struct slice *ret_name)
{
	*ret_name = arena_dup(a, rows_text(st, 0));
	return layout_of(rows_text(st, 1));
}

static struct err *print_statement(struct out *o, sqlite3_stmt *st, enum out_format format,
                                   bool *first)
{
	struct arena a = { 0 };
	struct table t = { 0 };
	struct slice name;
	bool more = false;
	struct err *e = NULL;

	int rc = sqlite3_step(st); // the section's name is in its rows
	if (rc == SQLITE_ROW) {
		enum layout layout = section_of(st, &a, &name);
		bool raw = layout == LAYOUT_LINES || layout == LAYOUT_LOG;
		bool shown = format == FORMAT_JSON ? !raw : layout != LAYOUT_JSON;
		sqlite3_reset(st);
		if (shown)
			e = table_load(&t, st, 2, SECTION_ROWS, &a, &a, &more);
		if (!e && shown && format == FORMAT_JSON)
			print_json(o, name, &t, layout, *first);
		else if (!e && shown)
			print_section(o, name, &t, layout, format);
		*first = *first && !shown;
	} else if (rc != SQLITE_DONE) {
		e = rows_error(sqlite3_db_handle(st), "query of the store");
	}
	arena_deinit(&a);
	return e;
}

struct err *document_print(struct out *o, sqlite3 *db, const char *sql, struct params params,
                           enum out_format format)
{
	bool first = true;
	struct err *e = NULL;

	while (!e && *sql && out_tick(o)) {
		_cleanup_(stmt_freep) sqlite3_stmt *st = NULL;
		if (sqlite3_prepare_v2(db, sql, -1, &st, &sql) != SQLITE_OK)
			return rows_error(db, "query of the store");
		if (!st)
			continue;
		rows_bind(st, params);
		e = print_statement(o, st, format, &first);
	}
	if (format == FORMAT_JSON)
		sbuf_puts(&o->buf, first ? "{}\n" : "}\n");
	return e;
}
