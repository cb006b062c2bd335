// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Query: a SELECT and its rows.
 *
 * For the statements of reports (an embedded .sql file with named parameters) and for SQL that a user
 * typed (query_guard()).
 *
 * Lifetime   texts of a row are good until the next query_next(), query_reset() or query_free()
 * Absent     NULL: slices have p NULL, query_is_null() is true
 * Errors     ERR_DB with SQLite's text; ERR_LIMIT: stopped by query_watch()
 */
#pragma once

#include <sqlite3.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/err.h"
#include "parsers/base/slice.h"

struct query;

/**
 * The first statement of @p sql.  @p ret_tail (may be NULL) gets what follows it; *ret is NULL when
 * there is none (blanks and comments alone).
 */
must_use struct err *query_new(sqlite3 *db, struct slice sql, struct query **ret,
                               struct slice *ret_tail);
void query_free(struct query *q); /**< NULL is allowed */
DEFINE_CLEANUP(struct query, query_free);

/** Bind a named parameter (":limit").  One that the statement lacks is a bug of the program. */
void query_bind_i64(struct query *q, const char *name, int64_t v);
void query_bind_real(struct query *q, const char *name, double v);
/** Copied; p NULL binds NULL, as does not binding at all. */
void query_bind_text(struct query *q, const char *name, struct slice v);

/** Hand out at most @p n rows; query_is_cut() says whether there were more.  0: all. */
void query_limit(struct query *q, uint64_t n);
bool query_is_cut(const struct query *q);

must_use struct err *query_next(struct query *q, bool *ret_row);
/** Make it ready to run again, without parameters. */
void query_reset(struct query *q);
/** Does it change nothing?  (As SQLite sees it; what must not run is kept out by query_guard().) */
bool query_is_read_only(const struct query *q);

int query_columns(const struct query *q);
const char *query_name(const struct query *q, int column);
/** Column of that name; -1: none. */
int query_find(const struct query *q, const char *name);
int query_type(const struct query *q,
               int column); /**< SQLITE_INTEGER, _FLOAT, _TEXT, _BLOB, _NULL */
bool query_is_null(const struct query *q, int column);
int64_t query_i64(const struct query *q, int column);
double query_real(const struct query *q, int column);
struct slice query_text(const struct query *q, int column); /**< numbers as text */

/**
 * While @p on, the connection prepares only statements that read: no writing (nor temporary tables),
 * no ATTACH, no PRAGMA but those that show something, no loading of extensions.
 */
void query_guard(sqlite3 *db, bool on);

/** Call @p stop every now and then while statements run; not 0 stops them (ERR_LIMIT).  NULL: no
 *  more calls. */
void query_watch(sqlite3 *db, int (*stop)(void *ctx), void *ctx);
