// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/report_out.h"

#include "analyzer/report/report.h"

struct err *report_print(struct cli *cli, struct store *store, const struct filter *filter,
                         enum out_format format)
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
	report_deinit(&r);
	return NULL;
}
