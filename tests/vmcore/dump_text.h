// SPDX-License-Identifier: Apache-2.0
/** @file What the dump reader makes of a file, as text that tests compare. */
#pragma once

#include "parsers/base/err.h"
#include "parsers/base/sbuf.h"

/** Rows of all tables, a line each: `table: field=value …`; @p rows NULL: not wanted. */
struct dump_text {
	struct sbuf log; /**< as it is printed */
	struct sbuf rows;
	struct sbuf damage;
	size_t n_records;
};

/** Read @p path; to be freed with dump_text_deinit(), on failure too. */
struct err *dump_text_read(const char *path, struct dump_text *ret);
struct err *dump_text_read_fds(const int *fds, size_t n_fds, struct dump_text *ret);
void dump_text_deinit(struct dump_text *t);

/** Add what the file at @p path holds; false: it cannot be read. */
bool dump_text_file(const char *path, struct sbuf *ret);
