// SPDX-License-Identifier: Apache-2.0
/*
 * SQL functions of the statements that write.  Views use none of them: a store works in any SQLite.
 */
#include <ctype.h>

#include "db/store_internal.h"
#include "parsers/base/clock.h"
#include "parsers/base/sbuf.h"

static struct slice value_text(sqlite3_value *v)
{
	const char *p = (const char *)sqlite3_value_text(v);
	return (struct slice){ p ? p : "", p ? (size_t)sqlite3_value_bytes(v) : 0 };
}

/* key_of(part, …): 16 hex digits; parts that are NULL do not count. */
static void sql_key_of(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct slice parts[8];
	size_t n = 0;
	char key[KEY_HEX + 1];

	for (int i = 0; i < argc && n < sizeof(parts) / sizeof(*parts); i++)
		if (sqlite3_value_type(argv[i]) != SQLITE_NULL)
			parts[n++] = value_text(argv[i]);
	key_of(parts, n, key);
	sqlite3_result_text(ctx, key, KEY_HEX, SQLITE_TRANSIENT);
}

/* utc_text(us since 1970): YYYY-MM-DDTHH:MM:SS.ffffffZ; NULL stays NULL, text stays as it is. */
static void sql_utc_text(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	char text[CLOCK_TEXT];

	(void)argc;
	if (sqlite3_value_type(argv[0]) != SQLITE_INTEGER) {
		sqlite3_result_value(ctx, argv[0]);
		return;
	}
	clock_text(sqlite3_value_int64(argv[0]), text);
	sqlite3_result_text(ctx, text, -1, SQLITE_TRANSIENT);
}

/* host_name(text): see store_host_name(). */
static void sql_host_name(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	char name[HOST_NAME_SIZE];

	(void)argc;
	if (store_host_name(value_text(argv[0]), name))
		sqlite3_result_text(ctx, name, -1, SQLITE_TRANSIENT);
}

/* release_key(text): sorts as kernel releases do: numbers by value, 6.1.0-rc3 before 6.1.0. */
static void sql_release_key(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct slice v = slice_head(value_text(argv[0]), 128);
	struct sbuf b = { 0 };

	(void)argc;
	if (sqlite3_value_type(argv[0]) == SQLITE_NULL)
		return;
	for (size_t i = 0; i < v.n;) {
		size_t n = 0;
		while (i + n < v.n && isdigit((unsigned char)v.p[i + n]))
			n++;
		for (size_t pad = n; n && pad < 10; pad++)
			sbuf_char(&b, '0');
		bool is_rc = slice_starts(slice_from(v, i), S("-rc"));
		sbuf_add(&b, is_rc ? S("!") : slice_head(slice_from(v, i), n ? n : 1));
		i += n ? n : 1;
	}
	sbuf_char(&b, '+'); // after '!', before '-' and '.'
	sqlite3_result_text(ctx, b.p, (int)b.n, SQLITE_TRANSIENT);
	sbuf_deinit(&b);
}

bool store_host_name(struct slice v, char ret[HOST_NAME_SIZE])
{
	static const char *const nameless[] = { "", "(none)", "localhost", "-" };
	size_t n = 0;
	bool address = true;

	for (size_t i = 0; i < v.n && address; i++)
		address = isxdigit((unsigned char)v.p[i]) || v.p[i] == '.' || v.p[i] == ':';
	while (n < v.n && n < HOST_NAME_SIZE - 1 && (address || v.p[n] != '.')) {
		ret[n] = v.p[n] >= 'A' && v.p[n] <= 'Z' ? v.p[n] + 32 : v.p[n];
		n++;
	}
	ret[n] = '\0';
	for (size_t i = 0; i < sizeof(nameless) / sizeof(*nameless); i++)
		if (strcmp(ret, nameless[i]) == 0)
			return false;
	return true;
}

int store_functions(sqlite3 *db)
{
	static const struct {
		const char *name;
		int n_args;
		void (*fn)(sqlite3_context *, int, sqlite3_value **);
	} functions[] = {
		{ "key_of", -1, sql_key_of },      { "utc_text", 1, sql_utc_text },
		{ "host_name", 1, sql_host_name }, { "release_key", 1, sql_release_key },
		{ "pack", 1, sql_pack },           { "unpack", 1, sql_unpack },
	};
	int rc = SQLITE_OK;

	for (size_t i = 0; rc == SQLITE_OK && i < sizeof(functions) / sizeof(*functions); i++)
		rc = sqlite3_create_function_v2(db, functions[i].name, functions[i].n_args,
		                                SQLITE_UTF8 | SQLITE_DETERMINISTIC |
		                                        SQLITE_DIRECTONLY,
		                                NULL, functions[i].fn, NULL, NULL, NULL);
	return rc;
}
