// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Rows: what a query of analyzer/sql gives, as arrays of structs.
 *
 * The columns of a query are joined with the members of a struct by name, through a table that a
 * field list makes:
 *
 *     #define HOST_FIELDS(F) F(TEXT, host) F(I64, faults)
 *     ROW_STRUCT(host_row, HOST_FIELDS);
 *     static const struct row_field host_fields[] = ROW_TABLE(host_row, HOST_FIELDS);
 *
 * Every field must be a column; further columns are passed over.
 *
 * Shape      one array, in the order of the query
 * Lifetime   texts and the array live in the arena given
 * Absent     NULL in SQL is ROW_NO_I64, NAN, or a slice with p NULL
 * Errors     ERR_DB
 */
#pragma once

#include <math.h>
#include <sqlite3.h>
#include <stddef.h>

#include "parsers/base/arena.h"
#include "parsers/base/err.h"

#define ROW_NO_I64 INT64_MIN

enum row_type {
	ROW_I64,
	ROW_REAL,
	ROW_TEXT,
	ROW_END,
};

#define ROW_CTYPE_I64  int64_t
#define ROW_CTYPE_REAL double
#define ROW_CTYPE_TEXT struct slice

struct row_field {
	const char *name;
	enum row_type type;
	size_t off;
};

#define ROW_MEMBER(type, name) ROW_CTYPE_##type name;
#define ROW_STRUCT(row, FIELDS)    \
	struct row {               \
		FIELDS(ROW_MEMBER) \
	}

/** The row table of a struct made by ROW_STRUCT(); needs `#define ROW_OF row` around FIELDS. */
#define ROW_FIELD(type_, name_) \
	{ .name = #name_, .type = ROW_##type_, .off = offsetof(struct ROW_OF, name_) },
#define ROW_FIELDS_END          \
	{                       \
		.type = ROW_END \
	}

/** Values of the parameters of queries; each `:name` of a query must be among them. */
struct param {
	const char *name; /**< with its colon */
	enum row_type type;
	int64_t i64;       /**< ROW_NO_I64: NULL */
	struct slice text; /**< p NULL: NULL */
};

struct params {
	const struct param *p;
	size_t n;
};

/** Prepare @p sql (a query of the program) and bind its parameters. */
must_use struct err *rows_prepare(sqlite3 *db, const char *sql, struct params params,
                                  sqlite3_stmt **ret);

must_use struct err *rows_load(sqlite3 *db, const char *sql, struct params params,
                               const struct row_field *fields, size_t row_size, struct arena *a,
                               void *ret_rows, size_t *ret_n);

/** The rows of a statement that is prepared and bound. */
must_use struct err *rows_read(sqlite3_stmt *st, const struct row_field *fields, size_t row_size,
                               struct arena *a, void *ret_rows, size_t *ret_n);

/** Bind @p params by name, and only these; a parameter of @p st that is not there is a bug and aborts. */
void rows_bind(sqlite3_stmt *st, struct params params);

/** ERR_DB with SQLite's text. */
must_use struct err *rows_error(sqlite3 *db, const char *what);

/** Text of a column as it is stored, NUL bytes included; p NULL: NULL. */
struct slice rows_text(sqlite3_stmt *st, int column);

static inline void stmt_freep(sqlite3_stmt **st)
{
	sqlite3_finalize(*st);
}
