// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Table: rows of a query, in memory, printed in any output format.
 *
 * table_print() prints a query of any length in constant memory; the other functions print a part of
 * one, for whoever composes a document of several.
 *
 * Shape      n_columns names, n_rows × n_columns cells
 * Lifetime   all texts live in the arena given to table_load()
 * Absent     NULL: an empty cell; JSON null
 */
#pragma once

#include <sqlite3.h>

#include "analyzer/report/out.h"
#include "parsers/base/arena.h"

struct cell {
	int type; /**< SQLITE_INTEGER, _FLOAT, _TEXT, _BLOB, _NULL */
	struct slice text;
};

struct table {
	size_t n_columns, n_rows;
	struct slice *names;
	struct cell *cells; /**< row after row */
	size_t *widths;     /**< columns of the terminal; of all rows loaded so far */
};

static inline const struct cell *table_cell(const struct table *t, size_t row, size_t column)
{
	return &t->cells[row * t->n_columns + column];
}

/**
 * Load the next rows of @p st, from column @p first_column on, into @p t (zeroed before the first
 * time), until @p max_rows or much text; @p ret_more: there are more.  @p a may be reset before the
 * next time, names and widths are in @p names.
 */
must_use struct err *table_load(struct table *t, sqlite3_stmt *st, int first_column,
                                size_t max_rows, struct arena *names, struct arena *a,
                                bool *ret_more);

void table_json_cell(struct sbuf *out, const struct cell *c);
/** `{"a":1,"b":null}` */
void table_json_row(struct sbuf *out, const struct table *t, size_t row);
/** `| a | b |` and its rule; rows. */
void table_markdown(struct sbuf *out, const struct table *t, bool header);
/** Columns under their names, from column @p indent on; those without any value are left out when
 *  @p compact. */
void table_text(struct out *o, const struct table *t, size_t indent, bool header, bool compact);
/** `name  value`, a line each, those without value left out when @p compact. */
void table_text_fields(struct sbuf *out, const struct table *t, size_t row, size_t indent,
                       bool compact);

enum table_fit {
	TABLE_CUT,    /**< text on a terminal: cut long texts until a row fits a line */
	TABLE_EXPAND, /**< a line per value when rows do not fit */
};

struct table_options {
	enum out_format format;
	enum table_fit fit;
	bool no_header;
};

/** Print all rows of @p st; rows that were ready before an error are printed. */
must_use struct err *table_print(struct out *o, sqlite3_stmt *st, const struct table_options *opt,
                                 uint64_t *ret_rows);
