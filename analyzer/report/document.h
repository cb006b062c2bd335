// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Document: the sections of a query file of several statements (analyzer/sql/show_*.sql), printed in
 * the order of the file.  How a section looks is said by the query: see show_fault.sql.
 */
#pragma once

#include "analyzer/report/out.h"
#include "analyzer/report/rows.h"

must_use struct err *document_print(struct out *o, sqlite3 *db, const char *sql,
                                    struct params params, enum out_format format);
