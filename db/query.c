// SPDX-License-Identifier: Apache-2.0
#include "db/query.h"

#include <assert.h>
#include <limits.h>

/* Instructions of SQLite's machine between two questions to the watcher: some 100 us. */
#define WATCH_STEPS 10000

struct query {
	sqlite3 *db;
	sqlite3_stmt *st;
	uint64_t limit; /**< rows; 0: all */
	uint64_t rows;  /**< handed out */
	bool cut;
};

static struct err *query_err(sqlite3 *db)
{
	int rc = sqlite3_extended_errcode(db);
	if ((rc & 0xff) == SQLITE_INTERRUPT)
		return err_new(ERR_LIMIT, rc, "stopped");
	return err_new(ERR_DB, rc, "%s", sqlite3_errmsg(db));
}

struct err *query_new(sqlite3 *db, struct slice sql, struct query **ret, struct slice *ret_tail)
{
	const char *tail;
	sqlite3_stmt *st = NULL;

	if (sql.n > INT_MAX)
		return err_new(ERR_LIMIT, 0, "the statement is too long");
	if (sqlite3_prepare_v2(db, sql.p, (int)sql.n, &st, &tail) != SQLITE_OK)
		return query_err(db);
	if (ret_tail)
		*ret_tail = slice_from(sql, tail - sql.p);
	*ret = NULL;
	if (st) {
		*ret = xmalloc(sizeof(**ret));
		**ret = (struct query){ .db = db, .st = st };
	}
	return NULL;
}

void query_free(struct query *q)
{
	if (!q)
		return;
	sqlite3_finalize(q->st);
	free(q);
}

static int parameter(struct query *q, const char *name)
{
	int at = sqlite3_bind_parameter_index(q->st, name);
	assert(at);
	return at;
}

void query_bind_i64(struct query *q, const char *name, int64_t v)
{
	sqlite3_bind_int64(q->st, parameter(q, name), v);
}

void query_bind_real(struct query *q, const char *name, double v)
{
	sqlite3_bind_double(q->st, parameter(q, name), v);
}

void query_bind_text(struct query *q, const char *name, struct slice v)
{
	sqlite3_bind_text64(q->st, parameter(q, name), v.p, v.n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

void query_limit(struct query *q, uint64_t n)
{
	q->limit = n;
}

bool query_is_cut(const struct query *q)
{
	return q->cut;
}

struct err *query_next(struct query *q, bool *ret_row)
{
	int rc = sqlite3_step(q->st);

	if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
		struct err *e = query_err(q->db);
		sqlite3_reset(q->st);
		return e;
	}
	*ret_row = rc == SQLITE_ROW;
	if (rc == SQLITE_ROW && q->limit && q->rows == q->limit) {
		q->cut = true;
		*ret_row = false;
	}
	if (*ret_row)
		q->rows++;
	else
		sqlite3_reset(q->st); // locks nothing from here on
	return NULL;
}

void query_reset(struct query *q)
{
	sqlite3_reset(q->st);
	sqlite3_clear_bindings(q->st);
	q->rows = 0;
	q->cut = false;
}

bool query_is_read_only(const struct query *q)
{
	return sqlite3_stmt_readonly(q->st);
}

int query_columns(const struct query *q)
{
	return sqlite3_column_count(q->st);
}

const char *query_name(const struct query *q, int column)
{
	return sqlite3_column_name(q->st, column);
}

int query_find(const struct query *q, const char *name)
{
	for (int c = 0; c < query_columns(q); c++)
		if (strcmp(query_name(q, c), name) == 0)
			return c;
	return -1;
}

int query_type(const struct query *q, int column)
{
	return sqlite3_column_type(q->st, column);
}

bool query_is_null(const struct query *q, int column)
{
	return query_type(q, column) == SQLITE_NULL;
}

int64_t query_i64(const struct query *q, int column)
{
	return sqlite3_column_int64(q->st, column);
}

double query_real(const struct query *q, int column)
{
	return sqlite3_column_double(q->st, column);
}

struct slice query_text(const struct query *q, int column)
{
	const char *p = (const char *)sqlite3_column_text(q->st, column);
	return (struct slice){ p, p ? (size_t)sqlite3_column_bytes(q->st, column) : 0 };
}

/* Pragmas that only show something: always, and when they are given no value. */
static const char *const shown_pragmas[] = {
	"collation_list",   "compile_options", "database_list", "foreign_key_check",
	"foreign_key_list", "function_list",   "index_info",    "index_list",
	"index_xinfo",      "integrity_check", "module_list",   "pragma_list",
	"quick_check",      "table_info",      "table_list",    "table_xinfo",
};
static const char *const read_pragmas[] = {
	"application_id", "data_version", "encoding",       "freelist_count", "journal_mode",
	"page_count",     "page_size",    "schema_version", "user_version",
};

static bool is_one_of(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (sqlite3_stricmp(name, list[i]) == 0)
			return true;
	return false;
}
#define IS_ONE_OF(name, list) is_one_of(name, list, sizeof(list) / sizeof(*(list)))

static int authorize(void *ctx, int action, const char *a, const char *b, const char *db,
                     const char *trigger)
{
	(void)ctx;
	(void)db;
	(void)trigger;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_UPDATE:
		// asked when a table-valued function (json_each, pragma_table_info) is first used;
		// a statement that would write there is refused by SQLite itself (DEFENSIVE)
		return strcmp(a, "sqlite_master") == 0 ? SQLITE_OK : SQLITE_DENY;
	case SQLITE_FUNCTION:
		return sqlite3_stricmp(b, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
	case SQLITE_PRAGMA:
		return IS_ONE_OF(a, shown_pragmas) || (!b && IS_ONE_OF(a, read_pragmas))
		               ? SQLITE_OK
		               : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

void query_guard(sqlite3 *db, bool on)
{
	sqlite3_set_authorizer(db, on ? authorize : NULL, NULL);
}

void query_watch(sqlite3 *db, int (*stop)(void *ctx), void *ctx)
{
	sqlite3_progress_handler(db, WATCH_STEPS, stop, ctx);
}
