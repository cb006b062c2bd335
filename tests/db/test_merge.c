// SPDX-License-Identifier: Apache-2.0
/*
 * Merging what hangs on no source: known issues, places of addresses, frames.  In every order, and again, the same
 * store comes of it; where stores differ, the better of two stays.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "db/store_known.h"
#include "tests/db/make.h"

#define N_STORES 3

static const char *const paths[N_STORES] = { "a.db", "b.db", "c.db" };

/** What each store has. */
struct content {
	struct store_known known[2];
	const char *sql;
};

static const struct store_mark marks_old[] = { { "title", S("old title") },
	                                       { "title", S("both") } };
static const struct store_mark marks_new[] = { { "title", S("new title") },
	                                       { "title", S("both") } };

#define FRAME                                                                                        \
	"INSERT INTO frame_symbol (fault_id, stack_no, depth, shift, build_id, address, knowledge) " \
	"SELECT id, 0, "
#define PLACE                                                                                    \
	"INSERT INTO symbol_cache (build_id, address, position, inlined, function, file, line, " \
	"column_no, knowledge, best) VALUES "

static const struct content contents[N_STORES] = {
	{ { { "syzbot", S("1"), S("one, as it was"), S("open"), .file = "old.json",
	      .taken_us = 1000000, .marks = marks_old, .n_marks = 2 },
	    { "syzbot", S("2"), S("two"), .file = "z.json", .taken_us = INT64_MIN } },
	  // a symbol table alone was at hand
	  PLACE "('beef', 16, 0, 0, 'outer', NULL, NULL, NULL, 'symtab', 'symtab'),"
	        "('beef', 64, 0, 0, 'caller', 'c.c', 7, 1, 'line', 'line');" FRAME
	        "0, 0, 'beef', 16, 'symtab' FROM fault_fact;" FRAME
	        "1, 0, 'beef', 64, 'line' FROM fault_fact;" },
	{ { { "syzbot", S("1"), S("one, as it is"), S("fixed"), .fix_hash = S("abc"),
	      .file = "new.json", .taken_us = 2000000, .marks = marks_new, .n_marks = 2 },
	    { "abrt", S("3"), S("three"), .file = "u.json", .taken_us = 5 } },
	  PLACE "('beef', 16, 0, 1, 'inner', 'a.h', 3, 1, 'line', 'line'),"
	        "('beef', 16, 1, 0, 'outer', 'a.c', 9, 1, 'line', 'line');" FRAME
	        "0, 0, NULL, NULL, 'none' FROM fault_fact;" },
	{ { { "syzbot", S("2"), S("two"), .file = "a.json", .taken_us = INT64_MIN },
	    { "syzbot", S("1"), S("one, as it is"), S("fixed"), .fix_hash = S("abc"),
	      .file = "new.json", .taken_us = 2000000, .marks = marks_new, .n_marks = 2 } },
	  FRAME "0, 0, 'kallsyms:1', 4096, 'kallsyms' FROM fault_fact;" },
};

static void run_sql(struct store *s, const char *sql)
{
	if (sqlite3_exec(store_db(s), sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(store_db(s)));
}

static void make_store(size_t i)
{
	static const struct make_fault fault = { .kind = FAULT_OOPS,
		                                 .message = "oops",
		                                 .boot_no = -1 };
	const struct make_source source = {
		.path = "log", .content = "log", .faults = &fault, .n_faults = 1
	};
	struct store *s;

	ok(store_open(paths[i], STORE_CREATE, &s));
	make_add(s, &source, NULL);
	run_sql(s,
	        "INSERT INTO stack (fault_id, stack_no, role) SELECT id, 0, 'fault' FROM fault_fact;"
	        "INSERT INTO frame_fact (fault_id, stack_no, depth, flags, function) "
	        "SELECT id, 0, 0, 0, 'outer' FROM fault_fact UNION SELECT id, 0, 1, 0, 'caller' FROM fault_fact");
	ok(store_add_known(s, contents[i].known, 2));
	run_sql(s, contents[i].sql);
	ok(store_derive(s));
	store_free(s);
}

static int setup(void **state)
{
	static char folder[] = "/tmp/test_merge_XXXXXX";

	*state = folder;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	for (size_t i = 0; i < N_STORES; i++)
		make_store(i);
	return 0;
}

static int teardown(void **state)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -r %s", (const char *)*state);
	return chdir("/") || system(command);
}

static struct store *merged(const size_t *order, size_t n)
{
	struct store *s;

	ok(store_open_temporary(&s));
	for (size_t i = 0; i < n; i++)
		ok(store_merge(s, paths[order[i]]));
	return s;
}

static void assert_says(struct store *s, const char *sql, const char *want)
{
	_cleanup_free_ char *got = text(s, sql);

	assert_non_null(got);
	assert_string_equal(got, want);
}

static void the_better_of_two_stays(void **state)
{
	static const size_t order[] = { 0, 1, 2 };
	_cleanup_(store_freep) struct store *s = merged(order, N_STORES);

	(void)state;
	assert_int_equal(number(s, "SELECT count(*) FROM known_issue"), 3);
	assert_says(
		s,
		"SELECT title || ', ' || status || ', ' || file FROM known_issue WHERE key = '1'",
		"one, as it is, fixed, new.json");
	assert_says(
		s,
		"SELECT group_concat(text) FROM (SELECT text FROM known_issue_mark AS m JOIN known_issue AS k "
		"ON k.id = m.known_issue_id WHERE k.key = '1' ORDER BY text)",
		"both,new title");
	assert_says(
		s,
		"SELECT group_concat(function || ' ' || coalesce(file, '')) FROM (SELECT * FROM symbol_cache "
		"ORDER BY address, position)",
		"inner a.h,outer a.c,caller c.c");
	assert_says(
		s,
		"SELECT group_concat(knowledge || shift) FROM (SELECT * FROM frame_symbol ORDER BY depth)",
		"symtab0,line1");
	assert_says(
		s,
		"SELECT group_concat(depth || ' ' || function || ' ' || file || ':' || line) FROM "
		"(SELECT * FROM frame ORDER BY depth)",
		"0 inner a.h:3,1 outer a.c:9,2 caller c.c:7");
}

static void order_and_repetition_do_not_matter(void **state)
{
	static const size_t orders[][N_STORES] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
		                                   { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	struct store *first = merged(orders[0], N_STORES);
	_cleanup_free_ char *want = dump(first);

	(void)state;
	store_free(first);
	assert_non_null(strstr(want, "known_issue_mark "));
	assert_non_null(strstr(want, "symbol_cache "));
	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++) {
		_cleanup_(store_freep) struct store *s = merged(orders[i], N_STORES);
		_cleanup_free_ char *got = dump(s);
		assert_string_equal(got, want);
		for (size_t k = 0; k < N_STORES; k++)
			ok(store_merge(s, paths[k]));
		_cleanup_free_ char *again = dump(s);
		assert_string_equal(again, want);
	}
}

/* Of a hundred thousand faults, each report and group asks for its own. */
static void known_issues_of_a_group_are_searched_for(void **state)
{
	static const size_t order[] = { 0 };
	static const char *const asked[] = { "group_id = 1", "known_issue_id = 1" };
	_cleanup_(store_freep) struct store *s = merged(order, 1);
	char sql[128];
	sqlite3_stmt *st;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		snprintf(sql, sizeof(sql),
		         "EXPLAIN QUERY PLAN SELECT text FROM known_issue_match WHERE %s",
		         asked[i]);
		assert_int_equal(sqlite3_prepare_v2(store_db(s), sql, -1, &st, NULL), SQLITE_OK);
		while (sqlite3_step(st) == SQLITE_ROW) {
			const char *plan = (const char *)sqlite3_column_text(st, 3);
			if (strncmp(plan, "SCAN ", 5) == 0 &&
			    strcmp(plan, "SCAN known_issue_match") != 0)
				fail_msg("%s: %s", asked[i], plan);
		}
		sqlite3_finalize(st);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_better_of_two_stays),
		cmocka_unit_test(order_and_repetition_do_not_matter),
		cmocka_unit_test(known_issues_of_a_group_are_searched_for),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
