// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/list.h"

#include "analyzer/report/table.h"

struct err *list_print(struct cli *cli, struct filter_params *params, unsigned format,
                       const char *text_sql, const char *full_sql)
{
	_cleanup_(store_freep) struct store *store = NULL;
	_cleanup_(stmt_freep) sqlite3_stmt *st = NULL;
	struct table_options options = { .format = (enum out_format)format, .fit = TABLE_CUT };
	bool people = format == FORMAT_TEXT || format == FORMAT_MARKDOWN;
	uint64_t n = 0;

	struct err *e = cli_open_store(cli, STORE_READ, &store);
	if (!e)
		e = rows_prepare(store_db(store), people ? text_sql : full_sql, params_of(params),
		                 &st);
	if (!e)
		e = table_print(&cli->out, st, &options, &n);
	if (!e && !n && format == FORMAT_TEXT)
		message_note(cli, "none found in %s", cli_store_path(cli));
	return e;
}
