// SPDX-License-Identifier: Apache-2.0
/** @file Statements that the user wrote: run, and their rows printed. */
#pragma once

#include "analyzer/cli/cli.h"
#include "analyzer/report/table.h"

struct sql_session {
	struct cli *cli;
	sqlite3 *db;
	struct table_options options;
	bool writable; /**< --write */
};

/** Run every statement of @p text.  ERR_USAGE: it is wrong SQL, or not allowed; ERR_DB: the store. */
must_use struct err *sql_run(struct sql_session *s, const char *text);

/** The interactive shell: a line editor with history and completion. */
must_use struct err *sql_shell(struct sql_session *s);
/** Statements from a standard input that is no terminal. */
must_use struct err *sql_batch(struct sql_session *s);
/** `.schema fault` and the like; NULL with @p ret_quit set: leave. */
must_use struct err *sql_dot(struct sql_session *s, const char *line, bool *ret_quit);
