// SPDX-License-Identifier: Apache-2.0
/*
 * Texts of megabytes that many sources have in common, in few bytes.  A blob of another's store may be
 * anything: its header says how long the text is, which is compared before room is made for it.
 */
#include <zstd.h>

#include "db/store_internal.h"
#include "parsers/limits.h"

/* A list of functions takes a quarter of its bytes, in 20 ms a megabyte; higher levels gain little. */
#define PACK_LEVEL 9

void sql_pack(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	(void)argc;
	if (sqlite3_value_type(argv[0]) == SQLITE_NULL)
		return;
	const void *text = sqlite3_value_text(argv[0]);
	size_t n = (size_t)sqlite3_value_bytes(argv[0]), max = ZSTD_compressBound(n);
	char *out = xmalloc(max);
	size_t len = ZSTD_compress(out, max, text, n, PACK_LEVEL);
	if (ZSTD_isError(len)) {
		free(out);
		sqlite3_result_error(ctx, ZSTD_getErrorName(len), -1);
		return;
	}
	sqlite3_result_blob64(ctx, out, len, free);
}

void sql_unpack(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	(void)argc;
	if (sqlite3_value_type(argv[0]) != SQLITE_BLOB)
		return;
	const void *blob = sqlite3_value_blob(argv[0]);
	size_t n = (size_t)sqlite3_value_bytes(argv[0]);
	unsigned long long size = ZSTD_getFrameContentSize(blob, n);

	if (size > LIMIT_SYMBOL_LIST_BYTES) // not known, or no frame at all, are larger
		return;
	char *out = xmalloc(size + 1);
	size_t len = ZSTD_decompress(out, size, blob, n);
	if (ZSTD_isError(len) || len != size) {
		free(out);
		return;
	}
	sqlite3_result_text64(ctx, out, len, free, SQLITE_UTF8);
}
