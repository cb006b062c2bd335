// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "db/query.h"
#include "tests/db/make.h"

static struct store *filled(void)
{
	struct store *s;
	const struct make_fault faults[] = {
		{ FAULT_OOPS, .message = "BUG: a", .first_byte = 1 },
		{ FAULT_OOPS, .message = "BUG: b", .first_byte = 2 },
		{ FAULT_WARNING, .message = "WARNING: c", .first_byte = 3 },
	};
	ok(store_open_temporary(&s));
	make_add(s,
	         &(struct make_source){
			 .path = "p", .content = "c", .faults = faults, .n_faults = 3 },
	         NULL);
	ok(store_derive(s));
	return s;
}

static struct query *query(struct store *s, const char *sql)
{
	struct query *q;
	ok(query_new(store_db(s), slice_str(sql), &q, NULL));
	assert_non_null(q);
	return q;
}

static void rows_come_with_named_parameters(void **state)
{
	_cleanup_(store_freep) struct store *s = filled();
	_cleanup_(query_freep) struct query *q = query(
		s,
		"SELECT id, message, pid FROM fault WHERE kind = :kind AND id >= :id ORDER BY id");
	bool row;

	(void)state;
	query_bind_text(q, ":kind", S("oops"));
	query_bind_i64(q, ":id", 2);
	assert_int_equal(query_columns(q), 3);
	assert_int_equal(query_find(q, "message"), 1);
	assert_int_equal(query_find(q, "nothing"), -1);
	ok(query_next(q, &row));
	assert_true(row);
	assert_int_equal(query_i64(q, 0), 2);
	assert_true(slice_is(query_text(q, 1), "BUG: b"));
	assert_true(query_is_null(q, 2));
	assert_null(query_text(q, 2).p);
	ok(query_next(q, &row));
	assert_false(row);
	query_reset(q);
	query_bind_text(q, ":kind", S("warning"));
	query_bind_i64(q, ":id", 0);
	ok(query_next(q, &row));
	assert_true(row);
	assert_int_equal(query_i64(q, 0), 3);
}

static void statements_are_taken_one_by_one(void **state)
{
	_cleanup_(store_freep) struct store *s = filled();
	struct slice rest = S("SELECT 1; -- done\nSELECT 2 ;  -- nothing more\n");
	int64_t sum = 0;

	(void)state;
	while (rest.n) {
		_cleanup_(query_freep) struct query *q = NULL;
		bool row;
		ok(query_new(store_db(s), rest, &q, &rest));
		if (!q)
			continue;
		ok(query_next(q, &row));
		sum = sum * 10 + query_i64(q, 0);
	}
	assert_int_equal(sum, 12);
}

static void rows_above_the_limit_are_not_handed_out(void **state)
{
	_cleanup_(store_freep) struct store *s = filled();
	_cleanup_(query_freep) struct query *q = query(s, "SELECT id FROM fault");
	bool row = true;
	int n = 0;

	(void)state;
	query_limit(q, 2);
	while (ok(query_next(q, &row)), row)
		n++;
	assert_int_equal(n, 2);
	assert_true(query_is_cut(q));
	query_reset(q);
	query_limit(q, 3);
	for (n = 0; ok(query_next(q, &row)), row; n++)
		;
	assert_int_equal(n, 3);
	assert_false(query_is_cut(q));
}

static void mistakes_are_told(void **state)
{
	_cleanup_(store_freep) struct store *s = filled();
	struct query *q;

	(void)state;
	struct err *e = query_new(store_db(s), S("SELECT nonsense FROM fault"), &q, NULL);
	assert_non_null(e);
	assert_int_equal(e->code, ERR_DB);
	assert_non_null(strstr(e->msg, "no such column: nonsense"));
	err_free(e);
}

static void what_could_change_something_is_refused(void **state)
{
	static const char *const refused[] = {
		"INSERT INTO setting VALUES (1, 'a', 'b')",
		"UPDATE source SET path = 'x'",
		"DELETE FROM source",
		"DROP TABLE source",
		"CREATE TABLE t (x)",
		"CREATE TEMP TABLE t (x)",
		"CREATE VIEW v AS SELECT 1",
		"ALTER TABLE source ADD COLUMN y TEXT",
		"REINDEX",
		"ANALYZE",
		"ATTACH 'x.db' AS x",
		"PRAGMA journal_mode = DELETE",
		"PRAGMA user_version = 7",
		"PRAGMA writable_schema = 1",
		"PRAGMA cache_size = 1",
		"BEGIN",
		"SELECT load_extension('x')",
		"REPLACE INTO setting VALUES (1, 'a', 'b')",
		"WITH x AS (SELECT 1) DELETE FROM fault_fact",
		"VACUUM INTO 'x.db'",
		"UPDATE sqlite_schema SET sql = 'x'",
		"DELETE FROM sqlite_schema",
	};
	static const char *const allowed[] = {
		"SELECT kind, count(*) FROM fault GROUP BY kind",
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 9) SELECT * FROM n",
		"PRAGMA table_info(fault)",
		"SELECT * FROM pragma_table_info('fault')",
		"PRAGMA user_version",
		"EXPLAIN QUERY PLAN SELECT * FROM fault",
		"SELECT name FROM sqlite_schema",
		"SELECT value FROM json_each('[1,2]')",
		"VALUES (1), (2)",
	};
	_cleanup_(store_freep) struct store *s = filled();
	struct query *q;

	(void)state;
	query_guard(store_db(s), true);
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		bool row;
		struct err *e = query_new(store_db(s), slice_str(refused[i]), &q, NULL);
		if (!e) { // some are refused when they run only
			e = query_next(q, &row);
			query_free(q);
		}
		if (!e)
			fail_msg("ran: %s", refused[i]);
		err_free(e);
	}
	for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++) {
		bool row;
		q = query(s, allowed[i]);
		ok(query_next(q, &row));
		query_free(q);
	}
	query_guard(store_db(s), false);
	q = query(s, "CREATE TEMP TABLE t (x)");
	query_free(q);
}

static int stop_at_third(void *ctx)
{
	return ++*(int *)ctx >= 3;
}

static void a_long_statement_can_be_stopped(void **state)
{
	_cleanup_(store_freep) struct store *s = filled();
	_cleanup_(query_freep) struct query *q =
		query(s, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
	                 "SELECT count(*) FROM n");
	int calls = 0;
	bool row;

	(void)state;
	query_watch(store_db(s), stop_at_third, &calls);
	struct err *e = query_next(q, &row);
	assert_non_null(e);
	assert_int_equal(e->code, ERR_LIMIT);
	err_free(e);
	assert_int_equal(calls, 3);
	query_watch(store_db(s), NULL, NULL);
	_cleanup_(query_freep) struct query *again = query(s, "SELECT count(*) FROM fault");
	ok(query_next(again, &row));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_come_with_named_parameters),
		cmocka_unit_test(statements_are_taken_one_by_one),
		cmocka_unit_test(rows_above_the_limit_are_not_handed_out),
		cmocka_unit_test(mistakes_are_told),
		cmocka_unit_test(what_could_change_something_is_refused),
		cmocka_unit_test(a_long_statement_can_be_stopped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
