// SPDX-License-Identifier: Apache-2.0
/*
 * A report as one JSON object.  Keys are the names of the field lists of report.h; what is not known
 * is null.
 */
#include <stdio.h>

#include "analyzer/report/report.h"

static void json_fields(struct sbuf *b, const struct row_field *fields, const void *row)
{
	bool first = true;

	for (const struct row_field *f = fields; f->type != ROW_END; f++) {
		const void *at = (const char *)row + f->off;
		if (strncmp(f->name, "more", 4) == 0) // of the list, not of the row
			continue;
		sbuf_printf(b, "%s\"%s\":", first ? "" : ",", f->name);
		first = false;
		if (f->type == ROW_I64 && *(const int64_t *)at != ROW_NO_I64)
			sbuf_printf(b, "%lld", (long long)*(const int64_t *)at);
		else if (f->type == ROW_REAL && isfinite(*(const double *)at))
			sbuf_printf(b, "%.15g", *(const double *)at);
		else if (f->type == ROW_TEXT && ((const struct slice *)at)->p)
			sbuf_json(b, *(const struct slice *)at);
		else
			sbuf_puts(b, "null");
	}
}

static void json_list(struct sbuf *b, const char *name, const struct row_field *fields,
                      const void *rows, size_t n, size_t row_size)
{
	sbuf_printf(b, "\"%s\":[", name);
	for (size_t i = 0; i < n; i++) {
		sbuf_puts(b, i ? ",\n  {" : "\n  {");
		json_fields(b, fields, (const char *)rows + i * row_size);
		sbuf_char(b, '}');
	}
	sbuf_char(b, ']');
}

static void json_group(struct sbuf *b, const struct group_row *g)
{
	json_fields(b, group_fields, g);
	sbuf_puts(b, ",\n   ");
	json_list(b, "consequences", consequence_fields, g->consequences, g->n_consequences,
	          sizeof(*g->consequences));
	sbuf_puts(b, ",\n   \"example\":");
	if (!g->example) {
		sbuf_puts(b, "null");
		return;
	}
	sbuf_char(b, '{');
	json_fields(b, example_fields, g->example);
	sbuf_puts(b, ",\n   ");
	json_list(b, "taints", taint_fields, g->taints, g->n_taints, sizeof(*g->taints));
	sbuf_puts(b, ",\n   ");
	json_list(b, "notes", note_fields, g->notes, g->n_notes, sizeof(*g->notes));
	sbuf_puts(b, ",\n   ");
	json_list(b, "frames", frame_fields, g->frames, g->n_frames, sizeof(*g->frames));
	sbuf_char(b, '}');
}

void report_print_json(struct out *o, const struct report *r)
{
	struct sbuf *b = &o->buf;

	sbuf_puts(b, "{\"crashql\":\"" CRASHQL_VERSION "\",\n \"verdict\":");
	sbuf_json(b, r->verdict);
	sbuf_puts(b, ",\n \"scope\":{");
	json_fields(b, scope_fields, &r->scope);
	sbuf_char(b, '}');
#define REPORT_JSON(row, member, FIELDS, query) \
	sbuf_puts(b, ",\n ");                   \
	json_list(b, #member, row##_fields, r->member, r->n_##member, sizeof(*r->member));
	REPORT_LISTS(REPORT_JSON)
#undef REPORT_JSON
	sbuf_puts(b, ",\n \"groups\":[");
	for (size_t i = 0; i < r->n_groups && out_tick(o); i++) {
		sbuf_puts(b, i ? ",\n  {" : "\n  {");
		json_group(b, &r->groups[i]);
		sbuf_char(b, '}');
	}
	sbuf_puts(b, "]}\n");
}
