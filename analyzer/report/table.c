// SPDX-License-Identifier: Apache-2.0
#include "analyzer/report/table.h"

#include "analyzer/report/rows.h"
#include "analyzer/report/text.h"
#include "parsers/base/cleanup.h"

#define TABLE_CHUNK_ROWS  1000
#define TABLE_CHUNK_BYTES ((size_t)4 << 20)
#define TABLE_GAP         2

static void table_begin(struct table *t, sqlite3_stmt *st, int first_column, struct arena *names)
{
	t->n_columns = (size_t)(sqlite3_column_count(st) - first_column);
	t->names = arena_array(names, struct slice, t->n_columns);
	t->widths = arena_array(names, size_t, t->n_columns);
	for (size_t i = 0; i < t->n_columns; i++) {
		const char *name = sqlite3_column_name(st, first_column + (int)i);
		t->names[i] = arena_dup(names, slice_str(name ? name : "?"));
		t->widths[i] = text_columns(t->names[i]);
	}
}

/** Columns that text_line() takes. */
static size_t line_columns(struct slice s)
{
	_cleanup_(sbuf_deinit) struct sbuf b = { 0 };

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.p[i];
		if (c < 0x20 || c >= 0x7f) { // not all of it is one column a byte
			text_line(&b, s, 0);
			return text_columns(sbuf_slice(&b));
		}
	}
	return s.n;
}

struct err *table_load(struct table *t, sqlite3_stmt *st, int first_column, size_t max_rows,
                       struct arena *names, struct arena *a, bool *ret_more)
{
	size_t cap = 0, bytes = 0;
	int rc = SQLITE_ROW;

	if (!t->names)
		table_begin(t, st, first_column, names);
	t->n_rows = 0;
	t->cells = NULL;
	while (t->n_rows < max_rows && bytes < TABLE_CHUNK_BYTES &&
	       (rc = sqlite3_step(st)) == SQLITE_ROW) {
		if (t->n_rows == cap) {
			size_t old = cap * t->n_columns;
			cap = cap ? cap * 2 : 16;
			struct cell *bigger = arena_array(a, struct cell, cap * t->n_columns);
			if (old)
				memcpy(bigger, t->cells, old * sizeof(*bigger));
			t->cells = bigger;
		}
		for (size_t i = 0; i < t->n_columns; i++) {
			int column = first_column + (int)i;
			struct cell *c = &t->cells[t->n_rows * t->n_columns + i];
			c->type = sqlite3_column_type(st, column);
			c->text = arena_dup(a, rows_text(st, column));
			bytes += c->text.n;
			size_t w = line_columns(c->text);
			if (w > t->widths[i])
				t->widths[i] = w;
		}
		t->n_rows++;
	}
	*ret_more = rc == SQLITE_ROW;
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return rows_error(sqlite3_db_handle(st), "query");
	return NULL;
}

void table_json_cell(struct sbuf *out, const struct cell *c)
{
	switch (c->type) {
	case SQLITE_NULL:
		sbuf_puts(out, "null");
		break;
	case SQLITE_FLOAT:
	case SQLITE_INTEGER:
		if (slice_has(c->text, S("Inf")) || !c->text.n) // JSON has no infinity
			sbuf_puts(out, "null");
		else
			sbuf_add(out, c->text);
		break;
	case SQLITE_BLOB:
		sbuf_char(out, '"');
		for (size_t i = 0; i < c->text.n; i++)
			sbuf_printf(out, "%02x", (unsigned char)c->text.p[i]);
		sbuf_char(out, '"');
		break;
	default:
		sbuf_json(out, c->text);
	}
}

void table_json_row(struct sbuf *out, const struct table *t, size_t row)
{
	for (size_t i = 0; i < t->n_columns; i++) {
		sbuf_char(out, i ? ',' : '{');
		sbuf_json(out, t->names[i]);
		sbuf_char(out, ':');
		table_json_cell(out, table_cell(t, row, i));
	}
	sbuf_char(out, '}');
}

static void csv_header(struct sbuf *out, const struct table *t)
{
	for (size_t i = 0; i < t->n_columns; i++) {
		if (i)
			sbuf_char(out, ',');
		sbuf_csv(out, t->names[i]);
	}
	sbuf_char(out, '\n');
}

static void csv_row(struct sbuf *out, const struct table *t, size_t row)
{
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct cell *c = table_cell(t, row, i);
		if (i)
			sbuf_char(out, ',');
		if (c->type == SQLITE_TEXT && !c->text.n)
			sbuf_puts(out, "\"\""); // what has no quotes is NULL
		else
			sbuf_csv(out, c->text);
	}
	sbuf_char(out, '\n');
}

void table_markdown(struct sbuf *out, const struct table *t, bool header)
{
	if (header) {
		for (size_t i = 0; i < t->n_columns; i++) {
			sbuf_puts(out, "| ");
			sbuf_markdown(out, t->names[i]);
			sbuf_char(out, ' ');
		}
		sbuf_puts(out, "|\n");
		for (size_t i = 0; i < t->n_columns; i++)
			sbuf_puts(out, "| --- ");
		sbuf_puts(out, "|\n");
	}
	for (size_t row = 0; row < t->n_rows; row++) {
		for (size_t i = 0; i < t->n_columns; i++) {
			sbuf_puts(out, "| ");
			sbuf_markdown(out, table_cell(t, row, i)->text);
			sbuf_char(out, ' ');
		}
		sbuf_puts(out, "|\n");
	}
}

static bool column_empty(const struct table *t, size_t column)
{
	for (size_t row = 0; row < t->n_rows; row++)
		if (table_cell(t, row, column)->text.p)
			return false;
	return true;
}

/** Numbers are aligned at their last digit. */
static bool column_number(const struct table *t, size_t column)
{
	bool any = false;

	for (size_t row = 0; row < t->n_rows; row++) {
		int type = table_cell(t, row, column)->type;
		if (type == SQLITE_TEXT || type == SQLITE_BLOB)
			return false;
		any |= type != SQLITE_NULL;
	}
	return any;
}

/** Cut the widest columns until a row fits @p width. */
static void fit_widths(size_t *widths, const bool *shown, size_t n, size_t indent, size_t width)
{
	for (;;) {
		size_t total = indent, widest = n, second = 0;
		for (size_t i = 0; i < n; i++) {
			if (!shown[i])
				continue;
			total += widths[i] + (total > indent ? TABLE_GAP : 0);
			if (widest == n || widths[i] > widths[widest]) {
				second = widest == n ? 0 : widths[widest];
				widest = i;
			} else if (widths[i] > second) {
				second = widths[i];
			}
		}
		if (total <= width || widest == n || widths[widest] <= 12)
			return;
		size_t over = total - width, room = widths[widest] - (second > 12 ? second : 12);
		widths[widest] -= room == 0 ? 1 : over < room ? over : room;
	}
}

static void text_cell(struct sbuf *out, const struct cell *c, size_t width, bool right, bool last)
{
	_cleanup_(sbuf_deinit) struct sbuf cell = { 0 };

	text_line(&cell, c->text, width);
	size_t used = text_columns(sbuf_slice(&cell)), pad = used < width ? width - used : 0;
	if (right)
		text_pad(out, pad);
	sbuf_add(out, sbuf_slice(&cell));
	if (!right && !last)
		text_pad(out, pad);
}

void table_text(struct out *o, const struct table *t, size_t indent, bool header, bool compact)
{
	_cleanup_free_ size_t *widths = xcalloc(t->n_columns, sizeof(*widths));
	_cleanup_free_ bool *shown = xcalloc(t->n_columns, sizeof(*shown));
	_cleanup_free_ bool *right = xcalloc(t->n_columns, sizeof(*right));
	size_t last = 0;

	for (size_t i = 0; i < t->n_columns; i++) {
		shown[i] = !compact || !column_empty(t, i);
		right[i] = column_number(t, i);
		widths[i] = t->widths[i];
		if (shown[i])
			last = i;
	}
	if (o->terminal)
		fit_widths(widths, shown, t->n_columns, indent, o->width);
	for (size_t row = header ? 0 : 1; row <= t->n_rows; row++) {
		bool first = true;
		text_pad(&o->buf, indent);
		if (!row)
			out_style(o, STYLE_STRONG);
		for (size_t i = 0; i < t->n_columns; i++) {
			struct cell name = { SQLITE_TEXT, t->names[i] };
			if (!shown[i])
				continue;
			if (!first)
				text_pad(&o->buf, TABLE_GAP);
			first = false;
			text_cell(&o->buf, row ? table_cell(t, row - 1, i) : &name, widths[i],
			          right[i], i == last);
		}
		if (!row)
			out_style(o, STYLE_PLAIN);
		sbuf_char(&o->buf, '\n');
	}
}

void table_text_fields(struct sbuf *out, const struct table *t, size_t row, size_t indent,
                       bool compact)
{
	size_t width = 0;

	for (size_t i = 0; i < t->n_columns; i++) {
		size_t w = text_columns(t->names[i]);
		if ((!compact || table_cell(t, row, i)->text.p) && w > width)
			width = w;
	}
	for (size_t i = 0; i < t->n_columns; i++) {
		struct slice rest = table_cell(t, row, i)->text, line;
		if (compact && !rest.p)
			continue;
		text_pad(out, indent);
		text_line(out, t->names[i], 0);
		text_pad(out, width - text_columns(t->names[i]));
		for (bool first = true; slice_line(&rest, &line); first = false) {
			text_pad(out, first ? TABLE_GAP : indent + width + TABLE_GAP);
			text_line(out, line, 0);
			sbuf_char(out, '\n');
		}
		if (!table_cell(t, row, i)->text.n)
			sbuf_char(out, '\n');
	}
}

static bool table_fits(const struct table *t, const struct out *o)
{
	size_t total = 0;

	for (size_t i = 0; i < t->n_columns; i++)
		total += t->widths[i] + (i ? TABLE_GAP : 0);
	return total <= o->width;
}

static void print_chunk_text(struct out *o, const struct table *t, const struct table_options *opt,
                             bool *expand, uint64_t before)
{
	if (!before)
		*expand = o->terminal && opt->fit == TABLE_EXPAND && !table_fits(t, o);
	if (!*expand) {
		table_text(o, t, 0, !before && !opt->no_header, false);
		return;
	}
	for (size_t row = 0; row < t->n_rows; row++) {
		out_style(o, STYLE_FAINT);
		sbuf_printf(&o->buf, "-- row %llu --\n", (unsigned long long)(before + row + 1));
		out_style(o, STYLE_PLAIN);
		table_text_fields(&o->buf, t, row, 0, false);
	}
}

static void print_chunk(struct out *o, const struct table *t, const struct table_options *opt,
                        bool *expand, uint64_t before)
{
	switch (opt->format) {
	case FORMAT_TEXT:
		print_chunk_text(o, t, opt, expand, before);
		break;
	case FORMAT_MARKDOWN:
		table_markdown(&o->buf, t, !before);
		break;
	case FORMAT_CSV:
		if (!before && !opt->no_header)
			csv_header(&o->buf, t);
		for (size_t row = 0; row < t->n_rows && out_tick(o); row++)
			csv_row(&o->buf, t, row);
		break;
	case FORMAT_JSON:
	case FORMAT_NDJSON:
		for (size_t row = 0; row < t->n_rows && out_tick(o); row++) {
			if (opt->format == FORMAT_JSON)
				sbuf_puts(&o->buf, before + row ? ",\n " : "[");
			table_json_row(&o->buf, t, row);
			if (opt->format == FORMAT_NDJSON)
				sbuf_char(&o->buf, '\n');
		}
		break;
	}
}

struct err *table_print(struct out *o, sqlite3_stmt *st, const struct table_options *opt,
                        uint64_t *ret_rows)
{
	struct arena names = { 0 }, cells = { 0 };
	struct table t = { 0 };
	bool more = true, expand = false;
	uint64_t n = 0;
	struct err *e = NULL;

	while (more && !e && out_tick(o)) {
		arena_reset(&cells);
		e = table_load(&t, st, 0, TABLE_CHUNK_ROWS, &names, &cells, &more);
		print_chunk(o, &t, opt, &expand, n);
		n += t.n_rows;
	}
	if (opt->format == FORMAT_JSON)
		sbuf_puts(&o->buf, n ? "]\n" : "[]\n");
	arena_deinit(&names);
	arena_deinit(&cells);
	*ret_rows = n;
	return e;
}
