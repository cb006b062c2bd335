// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/sql_run.h"

#include <stdio.h>

/** Rows between two looks at SIGINT, in steps of SQLite's machine. */
#define PROGRESS_STEPS 10000

static int stop_wanted(void *ctx)
{
	(void)ctx;
	return cli_interrupted();
}

/** Errors of the statement are the user's; those of the file are the store's. */
static struct err *sql_error(struct sql_session *s, int rc)
{
	int extended = sqlite3_extended_errcode(s->db);
	const char *text = sqlite3_errmsg(s->db);

	switch (rc & 0xff) {
	case SQLITE_AUTH:
	case SQLITE_READONLY:
		if (!s->writable)
			return err_new(ERR_USAGE, extended, "not allowed without --write: %s",
			               text);
		break;
	case SQLITE_ERROR:
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_TOOBIG:
	case SQLITE_RANGE:
		return err_new(
			ERR_USAGE, extended, "%s%s", text,
			strncmp(text, "no such ", 8) == 0
				? " (`crashql schema` lists tables, their columns and meaning)"
				: "");
	default:
		break;
	}
	return err_new(ERR_DB, extended, "%s: %s", cli_store_path(s->cli), text);
}

static struct err *run_statement(struct sql_session *s, sqlite3_stmt *st)
{
	uint64_t n = 0;

	if (!s->writable && !sqlite3_stmt_readonly(st))
		return err_new(ERR_USAGE, 0, "not allowed without --write: %s", sqlite3_sql(st));
	if (sqlite3_column_count(st)) {
		struct err *e = table_print(&s->cli->out, st, &s->options, &n);
		if (!e)
			return NULL;
		err_free(e);
		if (sqlite3_errcode(s->db) == SQLITE_INTERRUPT)
			return NULL;
		return sql_error(s, sqlite3_errcode(s->db));
	}
	int rc = sqlite3_step(st);
	if (rc == SQLITE_DONE || rc == SQLITE_ROW || rc == SQLITE_INTERRUPT)
		return NULL;
	return sql_error(s, rc);
}

struct err *sql_run(struct sql_session *s, const char *text)
{
	struct err *e = NULL;

	sqlite3_progress_handler(s->db, PROGRESS_STEPS, stop_wanted, NULL);
	while (!e && *text && !cli_interrupted() && !s->cli->out.error) {
		_cleanup_(stmt_freep) sqlite3_stmt *st = NULL;
		int rc = sqlite3_prepare_v2(s->db, text, -1, &st, &text);
		if (rc != SQLITE_OK)
			e = sql_error(s, rc);
		else if (st)
			e = run_statement(s, st);
	}
	return e;
}

/** Longest statement that is read. */
#define STATEMENT_BYTES ((size_t)1 << 20)

struct err *sql_batch(struct sql_session *s)
{
	_cleanup_(sbuf_deinit) struct sbuf text = { .max = STATEMENT_BYTES };
	_cleanup_free_ char *line = NULL;
	size_t cap = 0;
	bool quit = false;
	struct err *e = NULL;

	while (!e && !quit && getline(&line, &cap, stdin) >= 0) {
		if (!text.n && line[0] == '.') {
			e = sql_dot(s, line, &quit);
			continue;
		}
		sbuf_puts(&text, line);
		if (text.overflow)
			return err_new(ERR_USAGE, 0, "a statement is longer than 1 MiB");
		if (sqlite3_complete(text.p)) {
			e = sql_run(s, text.p);
			sbuf_reset(&text);
		}
	}
	if (!e && text.n)
		e = sql_run(s, text.p);
	return e;
}
