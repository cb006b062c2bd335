// SPDX-License-Identifier: Apache-2.0
/*
 * Entry of the loadable extension crashql.so: `.load /usr/lib/…/crashql/crashql` in sqlite3,
 * load_extension() elsewhere.  SQLite makes the function's name of the file's.
 */
#include "analyzer/extension/functions.h"

const sqlite3_api_routines *sqlite3_api;

__attribute__((visibility("default"))) int sqlite3_crashql_init(sqlite3 *db, char **ret_error,
                                                                const sqlite3_api_routines *api);

int sqlite3_crashql_init(sqlite3 *db, char **ret_error, const sqlite3_api_routines *api)
{
	(void)ret_error;
	sqlite3_api = api;
	return functions_register(db);
}
