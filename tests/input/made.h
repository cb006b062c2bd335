// SPDX-License-Identifier: Apache-2.0
/** @file Archives and compressed files made at test time with libarchive's writer. */
#pragma once

#include "parsers/base/sbuf.h"

struct made_member {
	const char *name;
	struct slice content;
};

/** @p format: ustar pax gnutar newc odc zip ar raw; @p filter: none gzip xz zstd bzip2 lz4 lzip.
 *  Ends with a NULL name.  The mtime of all members is MADE_MTIME. */
struct sbuf made_archive(const char *format, const char *filter, const struct made_member *members);
#define MADE_MTIME 1700000000

/** One compressed stream. */
struct sbuf made_compressed(const char *filter, struct slice content);

/** "line 1\nline 2\n…", at least @p n bytes; no two lines are equal. */
struct sbuf made_lines(size_t n);

/** A temporary folder and files in it; removed by made_folder_remove(). */
char *made_folder(void);
char *made_file(const char *folder, const char *name, struct slice content);
void made_folder_remove(char *folder); /**< frees @p folder */
