// SPDX-License-Identifier: Apache-2.0
/*
 * Every built-in rule on the fixtures beside it: NAME.fire.sql fills an empty store with rows on which
 * it must fire, and says in comments what it must say; NAME.quiet.sql with rows on which it must not.
 * healthy.sql holds a machine that nothing is wrong with.
 *
 *   -- title: the advice's title
 *   -- evidence: part of a row's text
 *   -- command: part of the commands
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

#include "analyzer/advice/advice.h"
#include "parsers/base/cleanup.h"

static struct rules rules;

static void ok(struct err *e, const char *what)
{
	if (e)
		fail_msg("%s: %s", what, e->msg);
}

static char *read_text(const char *path)
{
	_cleanup_fclose_ FILE *f = fopen(path, "r");
	struct sbuf b = { 0 };
	char buf[4096];
	size_t n;

	if (!f)
		fail_msg("%s: not there", path);
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		sbuf_add(&b, (struct slice){ buf, n });
	return b.p ? b.p : xstrdup("");
}

static struct store *store_of(const char *path, const char *sql)
{
	struct store *s = NULL;
	char *why = NULL;

	ok(store_open_temporary(&s), path);
	if (sqlite3_exec(store_db(s), sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", path, why);
	return s;
}

static bool title_said(const struct advice_list *list, struct slice want)
{
	for (size_t i = 0; i < list->n; i++)
		if (slice_eq(list->advice[i].title, want))
			return true;
	return false;
}

static bool evidence_said(const struct advice_list *list, struct slice want)
{
	for (size_t i = 0; i < list->n; i++)
		for (size_t k = 0; k < list->advice[i].n_evidence; k++)
			if (slice_has(list->advice[i].evidence[k].text, want))
				return true;
	return false;
}

static bool command_said(const struct advice_list *list, struct slice want)
{
	for (size_t i = 0; i < list->n; i++)
		if (slice_has(list->advice[i].command, want))
			return true;
	return false;
}

static void print_list(const struct advice_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct advice *a = &list->advice[i];
		print_message("said by " SLICE_FMT ": " SLICE_FMT "\n", SLICE_ARG(a->rule->id),
		              SLICE_ARG(a->title));
		for (size_t k = 0; k < a->n_evidence; k++)
			print_message("  - " SLICE_FMT "\n", SLICE_ARG(a->evidence[k].text));
		print_message("  # " SLICE_FMT "\n", SLICE_ARG(a->command));
	}
}

/** What the comments of a fixture expect. */
static void check_said(const char *path, const char *fixture, const struct advice_list *list)
{
	static const struct {
		struct slice mark;
		bool (*said)(const struct advice_list *list, struct slice want);
	} checks[] = {
		{ { "-- title: ", 10 }, title_said },
		{ { "-- evidence: ", 13 }, evidence_said },
		{ { "-- command: ", 12 }, command_said },
	};
	struct slice rest = slice_str(fixture), line;
	size_t n = 0;

	while (slice_line(&rest, &line)) {
		for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
			struct slice want = line;
			if (!slice_skip(&want, checks[i].mark))
				continue;
			n++;
			if (checks[i].said(list, want))
				continue;
			print_list(list);
			fail_msg("%s: not said: " SLICE_FMT, path, SLICE_ARG(line));
		}
	}
	if (n < 2)
		fail_msg("%s: says not what to expect", path);
}

static void run_fixture(const struct rule *rule, bool fire)
{
	struct rules one = { .rule = (struct rule *)rule, .n = 1 };
	struct advice_filter all = { .host = NULL };
	struct advice_list list;
	char path[512];

	snprintf(path, sizeof(path), SOURCE_DIR "/analyzer/advice/rules/" SLICE_FMT ".%s.sql",
	         SLICE_ARG(rule->id), fire ? "fire" : "quiet");
	_cleanup_free_ char *sql = read_text(path);
	_cleanup_(store_freep) struct store *s = store_of(path, sql);
	ok(advice_load(store_db(s), &one, &all, &list), path);
	if (fire)
		check_said(path, sql, &list);
	if (!fire && list.n) {
		print_list(&list);
		fail_msg("%s: not silent", path);
	}
	advice_deinit(&list);
}

static void rule_fires_on_its_fixture(void **state)
{
	run_fixture(*state, true);
}

static void rule_is_silent_on_its_quiet_fixture(void **state)
{
	run_fixture(*state, false);
}

static void no_rule_says_anything_about(const char *path)
{
	struct advice_filter all = { .host = NULL };
	struct advice_list list;
	_cleanup_free_ char *sql = read_text(path);
	_cleanup_(store_freep) struct store *s = store_of(path, sql);

	ok(advice_load(store_db(s), &rules, &all, &list), path);
	if (list.n) {
		print_list(&list);
		fail_msg("%s: advice for a healthy machine", path);
	}
	advice_deinit(&list);
}

static void no_rule_fires_on_a_healthy_machine(void **state)
{
	(void)state;
	no_rule_says_anything_about(SOURCE_DIR "/tests/advice/healthy.sql");
}

static void no_rule_fires_on_an_empty_store(void **state)
{
	(void)state;
	no_rule_says_anything_about("/dev/null");
}

static void stored_advice_is_the_same_after_every_refresh(void **state)
{
	_cleanup_free_ char *sql =
		read_text(SOURCE_DIR "/analyzer/advice/rules/oom_cgroup_limit.fire.sql");
	_cleanup_(store_freep) struct store *s = store_of("fixture", sql);
	static const char query[] =
		"SELECT count(*) || ' ' || min(rule) || ' ' || min(host) FROM advice";

	(void)state;
	for (int i = 0; i < 2; i++) {
		sqlite3_stmt *st = NULL;
		ok(advice_refresh(s), "refresh");
		assert_int_equal(sqlite3_prepare_v2(store_db(s), query, -1, &st, NULL), SQLITE_OK);
		assert_int_equal(sqlite3_step(st), SQLITE_ROW);
		assert_string_equal((const char *)sqlite3_column_text(st, 0),
		                    "1 oom_cgroup_limit web01");
		sqlite3_finalize(st);
	}
}

int main(void)
{
	static const struct CMUnitTest fixed[] = {
		cmocka_unit_test(no_rule_fires_on_a_healthy_machine),
		cmocka_unit_test(no_rule_fires_on_an_empty_store),
		cmocka_unit_test(stored_advice_is_the_same_after_every_refresh),
	};
	size_t n_fixed = sizeof(fixed) / sizeof(*fixed), n = 0;

	ok(rules_builtin(&rules), "built-in rules");
	struct CMUnitTest *tests = xcalloc(n_fixed + 2 * rules.n, sizeof(*tests));
	for (size_t i = 0; i < rules.n; i++) {
		struct CMUnitTest t = { .initial_state = &rules.rule[i] };
		t.name = rules.rule[i].id.p;
		t.test_func = rule_fires_on_its_fixture;
		tests[n++] = t;
		t.test_func = rule_is_silent_on_its_quiet_fixture;
		tests[n++] = t;
	}
	for (size_t i = 0; i < n_fixed; i++)
		tests[n++] = fixed[i];
	int failed = _cmocka_run_group_tests("advice rules", tests, n, NULL, NULL);
	free(tests);
	rules_deinit(&rules);
	return failed;
}
