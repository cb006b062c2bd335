// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Schema documentation: tables and views of the store with the meaning of their columns.
 *
 * Read from the comments of db/sql/schema.sql and views.sql (whose head says how they are written),
 * so that there is one place for both.
 *
 * Lifetime   store_schema_doc() parses once; what it returns stays
 * Threads    not to be called the first time by two threads at once
 */
#pragma once

#include "parsers/base/slice.h"

struct schema_column {
	struct slice name;
	struct slice type; /**< INTEGER, REAL, TEXT; empty in views */
	struct slice unit; /**< empty: none, or said in doc */
	struct slice doc;
};

struct schema_table {
	struct slice name;
	bool is_view;
	bool is_public; /**< false: for the program's own use */
	struct slice doc;
	struct schema_column *columns;
	size_t n_columns; /**< 0: those of another table, which doc names */
};

struct schema_doc {
	struct schema_table *tables; /**< in the order of the files */
	size_t n_tables;
};

const struct schema_doc *store_schema_doc(void);
/** NULL: no such table or view. */
const struct schema_table *schema_table_find(const struct schema_doc *doc, struct slice name);
