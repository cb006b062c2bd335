// SPDX-License-Identifier: Apache-2.0
#include "analyzer/report/rows.h"

#include <assert.h>

#include "parsers/base/cleanup.h"

struct err *rows_error(sqlite3 *db, const char *what)
{
	return err_new(ERR_DB, sqlite3_extended_errcode(db), "%s: %s", what, sqlite3_errmsg(db));
}

void rows_bind(sqlite3_stmt *st, struct params params)
{
	int n = sqlite3_bind_parameter_count(st);

	sqlite3_clear_bindings(st);
	for (int at = 1; at <= n; at++) {
		const char *name = sqlite3_bind_parameter_name(st, at);
		const struct param *found = NULL;

		for (size_t i = 0; name && !found && i < params.n; i++)
			if (strcmp(params.p[i].name, name) == 0)
				found = &params.p[i];
		assert(found);
		if (found->type == ROW_TEXT && found->text.p)
			sqlite3_bind_text64(st, at, found->text.p, found->text.n, SQLITE_STATIC,
			                    SQLITE_UTF8);
		else if (found->type == ROW_I64 && found->i64 != ROW_NO_I64)
			sqlite3_bind_int64(st, at, found->i64);
	}
}

struct err *rows_prepare(sqlite3 *db, const char *sql, struct params params, sqlite3_stmt **ret)
{
	_cleanup_(stmt_freep) sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		return rows_error(db, "query of the store");
	rows_bind(st, params);
	*ret = take(st);
	return NULL;
}

struct slice rows_text(sqlite3_stmt *st, int column)
{
	if (sqlite3_column_type(st, column) == SQLITE_NULL)
		return (struct slice){ NULL, 0 };
	const char *p = (const char *)sqlite3_column_text(st, column);
	return (struct slice){ p ? p : "", (size_t)sqlite3_column_bytes(st, column) };
}

static void row_store(sqlite3_stmt *st, int column, const struct row_field *f, struct arena *a,
                      char *row)
{
	bool null = sqlite3_column_type(st, column) == SQLITE_NULL;
	void *at = row + f->off;

	switch (f->type) {
	case ROW_I64:
		*(int64_t *)at = null ? ROW_NO_I64 : sqlite3_column_int64(st, column);
		break;
	case ROW_REAL:
		*(double *)at = null ? (double)NAN : sqlite3_column_double(st, column);
		break;
	case ROW_TEXT:
		*(struct slice *)at =
			null ? (struct slice){ NULL, 0 } : arena_dup(a, rows_text(st, column));
		break;
	case ROW_END:
		break;
	}
}

static int column_of(sqlite3_stmt *st, const char *name)
{
	for (int i = 0; i < sqlite3_column_count(st); i++)
		if (strcmp(sqlite3_column_name(st, i), name) == 0)
			return i;
	return -1;
}

#define ROW_MAX_FIELDS 64

struct err *rows_read(sqlite3_stmt *st, const struct row_field *fields, size_t row_size,
                      struct arena *a, void *ret_rows, size_t *ret_n)
{
	int columns[ROW_MAX_FIELDS];
	char *rows = NULL;
	size_t n = 0, cap = 0;
	int rc;

	for (size_t i = 0; fields[i].type != ROW_END; i++) {
		assert(i < ROW_MAX_FIELDS);
		columns[i] = column_of(st, fields[i].name);
		assert(columns[i] >= 0);
	}
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		if (n == cap) {
			size_t more = cap ? cap * 2 : 16;
			char *bigger = arena_alloc_array(a, more, row_size, _Alignof(max_align_t));
			if (n)
				memcpy(bigger, rows, n * row_size);
			rows = bigger;
			cap = more;
		}
		for (size_t i = 0; fields[i].type != ROW_END; i++)
			row_store(st, columns[i], &fields[i], a, rows + n * row_size);
		n++;
	}
	if (rc != SQLITE_DONE)
		return rows_error(sqlite3_db_handle(st), "query of the store");
	memcpy(ret_rows, &rows, sizeof(rows));
	*ret_n = n;
	return NULL;
}

struct err *rows_load(sqlite3 *db, const char *sql, struct params params,
                      const struct row_field *fields, size_t row_size, struct arena *a,
                      void *ret_rows, size_t *ret_n)
{
	_cleanup_(stmt_freep) sqlite3_stmt *st = NULL;
	struct err *e = rows_prepare(db, sql, params, &st);

	return e ? e : rows_read(st, fields, row_size, a, ret_rows, ret_n);
}
