// SPDX-License-Identifier: Apache-2.0
/* Numbers of two snapshots of one machine side by side. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "db/store.h"
#include "parsers/base/cleanup.h"

/* Two bundles of one machine, two hours apart: each has the meminfo of the machine and of a node, and
 * free in two units.  A third machine has one snapshot. */
static const char rows[] =
	"INSERT INTO source (id, key, host, taken_utc, path, kind, bytes, status) VALUES"
	" (1, '0000000000000001', 'a', '2026-01-05T10:00:00Z', 'a1/meminfo', 'meminfo', 1, 'ok'),"
	" (2, '0000000000000002', 'a', '2026-01-05T10:00:00Z', 'a1/node0', 'meminfo', 1, 'ok'),"
	" (3, '0000000000000003', 'a', '2026-01-05T10:00:00Z', 'a1/free', 'free', 1, 'ok'),"
	" (4, '0000000000000004', 'a', '2026-01-05T10:00:00Z', 'a1/free_-m', 'free', 1, 'ok'),"
	" (5, '0000000000000005', 'a', '2026-01-05T12:00:00Z', 'a2/meminfo', 'meminfo', 1, 'ok'),"
	" (6, '0000000000000006', 'a', '2026-01-05T12:00:00Z', 'a2/node0', 'meminfo', 1, 'ok'),"
	" (7, '0000000000000007', 'a', '2026-01-05T12:00:00Z', 'a2/free', 'free', 1, 'ok'),"
	" (8, '0000000000000008', 'a', '2026-01-05T12:00:00Z', 'a2/free_-m', 'free', 1, 'ok'),"
	" (9, '0000000000000009', 'b', '2026-01-05T12:00:00Z', 'b/meminfo', 'meminfo', 1, 'ok');"
	"INSERT INTO mem_stat (source_id, row_no, node, name, value, unit) VALUES"
	" (1, 0, NULL, 'Slab', 1000, 'kB'), (2, 0, 0, 'Slab', 900, 'kB'),"
	" (3, 0, NULL, 'Mem.used', 5120, 'kB'), (4, 0, NULL, 'Mem.used', 5, 'MiB'),"
	" (5, 0, NULL, 'Slab', 3000, 'kB'), (6, 0, 0, 'Slab', 2500, 'kB'),"
	" (7, 0, NULL, 'Mem.used', 7168, 'kB'), (8, 0, NULL, 'Mem.used', 7, 'MiB'),"
	" (9, 0, NULL, 'Slab', 70, 'kB');";

static void each_number_is_beside_itself(void **state)
{
	static const struct {
		int64_t old_source, new_source;
		double growth, per_hour;
	} want[] = {
		{ 1, 5, 2000, 1000 }, { 2, 6, 1600, 800 }, { 3, 7, 2048, 1024 }, { 4, 8, 2, 1 }
	};
	char path[] = "growth-XXXXXX.db";
	struct store *s;
	sqlite3 *db;
	sqlite3_stmt *st;

	(void)state;
	int fd = mkstemps(path, 3);
	assert_true(fd >= 0);
	close(fd);
	assert_null(store_open(path, STORE_CREATE, &s));
	store_free(s);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, rows, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db,
	                                    "SELECT old_source_id, new_source_id, growth, per_hour"
	                                    " FROM meminfo_growth ORDER BY 1",
	                                    -1, &st, NULL),
	                 SQLITE_OK);
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
		assert_int_equal(sqlite3_step(st), SQLITE_ROW);
		assert_int_equal(sqlite3_column_int64(st, 0), want[i].old_source);
		assert_int_equal(sqlite3_column_int64(st, 1), want[i].new_source);
		assert_true(sqlite3_column_double(st, 2) == want[i].growth);
		assert_true(sqlite3_column_double(st, 3) == want[i].per_hour);
	}
	assert_int_equal(sqlite3_step(st), SQLITE_DONE);
	sqlite3_finalize(st);
	sqlite3_close(db);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_number_is_beside_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
