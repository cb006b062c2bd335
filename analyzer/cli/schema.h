// SPDX-License-Identifier: Apache-2.0
/** @file The public tables and views with the meaning of each column, printed (db/schema_doc.h). */
#pragma once

#include "analyzer/report/out.h"

/** Names and what they hold. */
void schema_list(struct out *o);
/** One object with its columns.  ERR_USAGE: there is none of this name. */
must_use struct err *schema_table_print(struct out *o, struct slice name, enum out_format format);
/** All of them. */
void schema_all(struct out *o, enum out_format format);
