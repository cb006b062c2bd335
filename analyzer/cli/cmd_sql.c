// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "analyzer/cli/format.h"
#include "analyzer/cli/sql_run.h"
#include "analyzer/extension/functions.h"
#include "db/query.h"

struct config {
	bool write;
	bool no_header;
	unsigned format;
};

static const struct opt opts[] = {
	{ OPT_FLAG, 'w', "write", NULL, "allow statements that change the store",
	  offsetof(struct config, write), NULL, 0 },
	{ OPT_FLAG, 0, "no-header", NULL, "no names of columns, in text and CSV",
	  offsetof(struct config, no_header), NULL, 0 },
	OPTS_END,
};

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	_cleanup_(store_freep) struct store *store = NULL;
	const struct config *c = config;

	struct err *e = cli_open_store(cli, c->write ? STORE_WRITE : STORE_READ, &store);
	if (e)
		return e;
	struct sql_session session = {
		.cli = cli,
		.db = store_db(store),
		.options = { .format = (enum out_format)c->format,
		             .fit = TABLE_EXPAND,
		             .no_header = c->no_header },
		.writable = c->write,
	};
	int rc = functions_register(session.db);
	if (rc != SQLITE_OK)
		return err_new(ERR_DB, rc, "functions of SQL: %s", sqlite3_errmsg(session.db));
	if (!c->write)
		query_guard(session.db, true);
	cli_catch_interrupt(false);
	if (n_args)
		return sql_run(&session, args[0]);
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) ? sql_shell(&session)
	                                                     : sql_batch(&session);
}

const struct verb verb_sql = {
	.name = "sql",
	.args = "[QUERY]",
	.summary = "run SQL on the store, or open a shell",
	.text = "Runs one or more statements and prints their rows. Without QUERY it is an interactive "
		"shell with history and completion of names, or on a pipe reads statements from "
		"standard input.\n\n"
		"Nothing can be written, attached or set unless --write is given. The tables and views "
		"are those of `crashql schema`; sqlite3 sees the same in the file.\n\n"
		"Beyond SQLite's functions there are symbolize(build_id, offset), fault_title(text), "
		"fault_signature(text, level), stack_similarity(a, b) and the table function "
		"fault_frames(text). Other programs with SQLite have them when they load crashql.so.",
	.examples = "crashql sql 'SELECT kind, count(*) FROM fault_event GROUP BY kind'\n"
		    "crashql sql --format csv 'SELECT * FROM oom_kill' > kills.csv\n"
		    "crashql sql < question.sql\n",
	.options = { { opts, 0 }, { list_format_options, offsetof(struct config, format) } },
	.config_size = sizeof(struct config),
	.max_args = 1,
	.run = run,
};
