// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/cli.h"
#include "analyzer/cli/format.h"
#include "analyzer/cli/symbols_opt.h"
#include "analyzer/queries.h"
#include "analyzer/report/table.h"
#include "analyzer/symbolize/debuginfo.h"

struct config {
	struct symbols_options symbols;
	bool all;
	unsigned format;
};

static const struct opt options[] = {
	{ OPT_FLAG, 0, "all", NULL, "list what is at hand, too", offsetof(struct config, all), NULL,
	  0 },
	OPTS_END,
};

/** The commands that install what is missing, each once. */
static struct err *print_install(struct cli *cli, sqlite3 *db)
{
	_cleanup_(stmt_freep) sqlite3_stmt *st = NULL;
	struct err *e = rows_prepare(db, query_debuginfo_install, (struct params){ NULL, 0 }, &st);

	for (bool first = true; !e && sqlite3_step(st) == SQLITE_ROW; first = false) {
		sbuf_puts(&cli->out.buf, first ? "\nTo install:\n" : "");
		sbuf_puts(&cli->out.buf, "  ");
		sbuf_text(&cli->out.buf, rows_text(st, 0));
		sbuf_char(&cli->out.buf, '\n');
	}
	return e;
}

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	_cleanup_(store_freep) struct store *store = NULL;
	_cleanup_(resolver_freep) struct resolver *r = NULL;
	_cleanup_(stmt_freep) sqlite3_stmt *st = NULL;
	const struct config *c = config;
	const struct param p = { .name = ":all", .type = ROW_I64, .i64 = c->all };
	struct table_options options_table = { .format = (enum out_format)c->format,
		                               .fit = TABLE_EXPAND };
	bool people = c->format == FORMAT_TEXT || c->format == FORMAT_MARKDOWN;
	uint64_t n = 0;

	(void)args, (void)n_args;
	struct err *e = cli_open_store(cli, STORE_READ, &store);
	if (e)
		return e;
	r = symbols_resolver(&c->symbols);
	e = debuginfo_collect(store, r);
	symbols_tell(cli, resolver_servers_error(r));
	if (!e)
		e = rows_prepare(store_db(store),
		                 people ? query_debuginfo_list : query_debuginfo_full,
		                 (struct params){ &p, 1 }, &st);
	if (!e)
		e = table_print(&cli->out, st, &options_table, &n);
	if (!e && n && c->format == FORMAT_TEXT)
		e = print_install(cli, store_db(store));
	if (!e && !n && c->format == FORMAT_TEXT)
		message_note(cli, "nothing is missing for the faults and dumps of %s",
		             cli_store_path(cli));
	return e;
}

const struct verb verb_debuginfo = {
	.name = "debuginfo",
	.args = "",
	.summary = "which debug information the store's faults and dumps lack, and where it is",
	.text = "Lists the kernels, modules and files of user space that frames of faults and dumps of the "
		"store are of and whose debug information is not at hand: release, build-id, the package of "
		"the distribution that has it (Debian, Ubuntu, Fedora, RHEL and their like, SUSE), and how "
		"many frames wait for it. A file that was refused because it is of another build is listed "
		"with both build-ids.",
	.examples = "crashql debuginfo\n"
		    "crashql debuginfo --debuginfo /srv/debuginfo --format json\n",
	.options = { { options, 0 },
	             { symbols_options_table, offsetof(struct config, symbols) },
	             { list_format_options, offsetof(struct config, format) } },
	.config_size = sizeof(struct config),
	.run = run,
};
