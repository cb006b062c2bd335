// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/report_out.h"

#include "analyzer/report/report.h"
#include "analyzer/report/text.h"

/** What to type next. */
static void print_hint(struct cli *cli, bool temporary)
{
	struct out *o = &cli->out;

	sbuf_char(&o->buf, '\n');
	out_style(o, STYLE_FAINT);
	if (temporary) {
		sbuf_puts(&o->buf,
		          "For more: the same with --store FILE, then crashql --store FILE "
		          "show fault N\n");
	} else {
		sbuf_puts(&o->buf, "In full: crashql --store ");
		text_line(&o->buf, slice_str(cli_store_path(cli)), 0);
		sbuf_puts(&o->buf, " show fault N\n");
	}
	out_style(o, STYLE_PLAIN);
}

struct err *report_print(struct cli *cli, struct store *store, const struct filter *filter,
                         enum out_format format, bool temporary)
{
	struct filter_params params;
	struct report r;

	struct err *e = filter_params(filter, &params);
	if (!e)
		e = report_load(store_db(store), params_of(&params), &r);
	if (e)
		return e;
	if (format == FORMAT_JSON)
		report_print_json(&cli->out, &r);
	else if (format == FORMAT_MARKDOWN)
		report_print_markdown(&cli->out, &r);
	else
		report_print_text(&cli->out, &r);
	if (format == FORMAT_TEXT && r.n_groups)
		print_hint(cli, temporary);
	report_deinit(&r);
	return NULL;
}
