// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyzer/advice/advice.h"
#include "parsers/base/cleanup.h"

#define HEADER                                                                              \
	"-- id: mine\n-- severity: 3\n-- title: {n:count} of {what}\n-- needs: source\n"    \
	"-- meaning: m\n--   and more\n-- threshold: t\n-- reference: r\n-- kernels: all\n" \
	"-- evidence: {n} {what}\n-- remedy: do\n-- command: cmd {what}\n--   second\n"     \
	"-- effects: none\n"
#define COLUMNS "SELECT NULL AS host, id AS source_id, NULL AS fault_id, "

static void add_source(struct store *s)
{
	static const char sql[] = "INSERT INTO source (id, path, kind, bytes, status) "
				  "VALUES (7, 'a.log', 'dmesg', 1, 'ok')";
	assert_int_equal(sqlite3_exec(store_db(s), sql, NULL, NULL, NULL), SQLITE_OK);
}

/** Run one rule on a store with one source. */
static struct err *run(const char *text, struct arena *a, struct advice_list *ret)
{
	_cleanup_(store_freep) struct store *s = NULL;
	struct advice_filter all = { .host = NULL };
	struct rule *rule = arena_new(a, struct rule);
	struct rules one = { .rule = rule, .n = 1 };

	assert_null(store_open_temporary(&s));
	add_source(s);
	struct err *e = rule_parse(S("dir/mine.sql"), slice_str(text), a, rule);
	return e ? e : advice_load(store_db(s), &one, &all, ret);
}

static void expect_error(const char *text, const char *want)
{
	struct advice_list list = { .n = 0 };
	struct arena a = { 0 };
	struct err *e = run(text, &a, &list);

	if (!e)
		fail_msg("no error, but: %s", want);
	assert_int_equal(e->code, ERR_USAGE);
	if (!strstr(e->msg, want))
		fail_msg("error is: %s\nnot: %s", e->msg, want);
	err_free(e);
	advice_deinit(&list);
	arena_deinit(&a);
}

static void errors_name_file_and_line(void **state)
{
	(void)state;
	expect_error("-- id: mine\n-- colour: red\n", "dir/mine.sql:2: no such field: colour");
	expect_error("-- id: mine\n-- id: mine\n", "dir/mine.sql:2: given twice: id");
	expect_error("-- id\n", "dir/mine.sql:1: no `field: value`: id");
	expect_error("--   more\n", "dir/mine.sql:1: goes on with no field: more");
	expect_error("-- id: mine\nSELECT 1\n",
	             "dir/mine.sql:2: the header ends without field: severity");
	expect_error("-- id: other\n-- severity: 3\n-- title: t\n-- needs: source\n-- meaning: m\n"
	             "-- threshold: t\n-- reference: r\n-- kernels: k\n-- evidence: e\n"
	             "-- remedy: r\n-- command: c\n-- effects: e\nSELECT 1\n",
	             "dir/mine.sql:13: id is not the name of the file: other");
	expect_error(HEADER, "dir/mine.sql:15: no query follows the header");
	expect_error(HEADER "\n\nSELECT colour FROM source",
	             "dir/mine.sql:17: no such column: colour");
	expect_error(HEADER COLUMNS "1 AS n, 'x' AS what FROM source;\nSELECT 2",
	             "dir/mine.sql:15: something follows the query");
	expect_error(HEADER "SELECT id AS source_id, 1 AS n, 2 AS what FROM source",
	             "the query lacks column host, source_id or fault_id");
	expect_error(HEADER COLUMNS "1 AS n FROM source", "no such column or format: {what}");
	expect_error(HEADER
	             "SELECT NULL AS host, NULL AS source_id, NULL AS fault_id, 1 AS n, 2 AS what",
	             "is no evidence");
}

static void a_rule_that_needs_what_no_store_has_is_an_error(void **state)
{
	(void)state;
	expect_error("-- id: mine\n-- severity: 3\n-- title: t\n-- needs: sorcery\n-- meaning: m\n"
	             "-- threshold: t\n-- reference: r\n-- kernels: k\n-- evidence: e\n"
	             "-- remedy: r\n-- command: c\n-- effects: e\n" COLUMNS "1 AS n FROM source\n",
	             "dir/mine.sql:13: needs: no such table, stat or setting: sorcery");
}

static void rules_only_read(void **state)
{
	(void)state;
	expect_error(HEADER "DELETE FROM source RETURNING 1", "not authorized");
	expect_error(HEADER "CREATE TABLE x (y)", "not authorized");
	expect_error(HEADER "ATTACH '/tmp/x' AS x", "not authorized");
	expect_error(HEADER COLUMNS "load_extension('x') AS n, 1 AS what FROM source",
	             "not authorized");
}

static void an_endless_rule_is_stopped_and_named(void **state)
{
	struct advice_list list = { .n = 0 };
	struct arena a = { 0 };

	(void)state;
	assert_null(run(
		HEADER
		"WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) "
		"SELECT NULL AS host, 7 AS source_id, NULL AS fault_id, max(i) AS n, 1 AS what FROM c",
		&a, &list));
	assert_int_equal(list.n, 0);
	assert_int_equal(list.n_stopped, 1);
	assert_true(slice_is(list.stopped[0], "mine"));
	advice_deinit(&list);
	arena_deinit(&a);
}

static void commands_quote_what_the_input_chose(void **state)
{
	struct advice_list list = { .n = 0 };
	struct arena a = { 0 };

	(void)state;
	assert_null(
		run(HEADER COLUMNS "1234567 AS n, 'a''; rm -rf /' AS what FROM source", &a, &list));
	assert_int_equal(list.n, 1);
	assert_true(slice_is(list.advice[0].command, "cmd 'a'\\''; rm -rf /'\nsecond"));
	assert_true(slice_is(list.advice[0].title, "1,234,567 of a'; rm -rf /"));
	assert_true(slice_is(list.advice[0].evidence[0].text, "1234567 a'; rm -rf /"));
	assert_true(slice_is(list.advice[0].evidence[0].path, "a.log"));
	assert_true(slice_is(list.advice[0].rule->meaning, "m and more"));
	advice_deinit(&list);
	arena_deinit(&a);
}

static void rows_of_one_title_are_one_advice(void **state)
{
	struct advice_list list = { .n = 0 };
	struct arena a = { 0 };

	(void)state;
	assert_null(
		run(HEADER
	            "SELECT NULL AS host, 7 AS source_id, NULL AS fault_id, 1 AS n, value AS what "
	            "FROM json_each('[1,2,1,1,1,1,1,1,1,1,1]') JOIN source",
	            &a, &list));
	assert_int_equal(list.n, 2);
	assert_int_equal(list.advice[0].n_evidence, ADVICE_EVIDENCE);
	assert_int_equal(list.advice[0].more, 10 - ADVICE_EVIDENCE);
	assert_int_equal(list.advice[1].n_evidence, 1);
	advice_deinit(&list);
	arena_deinit(&a);
}

static void numbers_are_filled_as_people_read_them(void **state)
{
	struct slice names[] = { S("a"), S("b"), S("c") };
	struct cell cells[] = { { SQLITE_FLOAT, S("0.125") },
		                { SQLITE_INTEGER, S("2048") },
		                { SQLITE_NULL, { NULL, 0 } } };
	struct fill_row row = { names, cells, 3 };
	struct sbuf b = { 0 };

	(void)state;
	fill(&b, S("{a:pct} {b:kb} {b:bytes} {b:count} {c} {b} {x} {print $1} {b:s} {"), &row,
	     FILL_TEXT);
	assert_string_equal(b.p, "12 % 2.0 MiB 2.0 KiB 2,048 ? 2048 {x} {print $1} 34 min 8 s {");
	sbuf_deinit(&b);
	assert_true(slice_is(fill_unknown(S("{a} {b:furlong} {x}"), names, 3), "{b:furlong}"));
	assert_null(fill_unknown(S("{a} {print $1} {"), names, 3).p);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors_name_file_and_line),
		cmocka_unit_test(a_rule_that_needs_what_no_store_has_is_an_error),
		cmocka_unit_test(rules_only_read),
		cmocka_unit_test(an_endless_rule_is_stopped_and_named),
		cmocka_unit_test(commands_quote_what_the_input_chose),
		cmocka_unit_test(rows_of_one_title_are_one_advice),
		cmocka_unit_test(numbers_are_filled_as_people_read_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
