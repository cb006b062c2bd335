// SPDX-License-Identifier: Apache-2.0
/* Rows of groups: which title they go by, what becomes of them when titles are joined, split and
 * renamed.  Which titles are joined is decided by a grouper made for the test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

#include "tests/db/make.h"

/** How many letters titles must have in common to be one group; named by the last of them by title. */
static size_t letters;

static void by_letters(void *ctx, struct title_set *set)
{
	(void)ctx;
	for (size_t i = 0; i < set->n; i++) {
		struct title *t = &set->titles[i];
		for (size_t k = 0; k < set->n; k++)
			if (letters &&
			    slice_eq(slice_head(set->titles[k].title, letters),
			             slice_head(t->title, letters)) &&
			    slice_cmp(set->titles[k].title, set->titles[t->names].title) > 0)
				t->names = k;
		t->join.to = t->names;
		if (t->names != i) {
			t->join.level = S("test");
			t->join.text = S("letters");
			t->join.similarity = 0.75;
		}
	}
}

static struct store *store_new(void)
{
	const struct grouper grouper = { .group = by_letters };
	struct store *s;

	ok(store_open_temporary(&s));
	store_group_by(s, &grouper);
	letters = 0;
	return s;
}

static void add(struct store *s, const char *content, const char *const *titles)
{
	struct make_fault faults[8] = { 0 };
	size_t n = 0;

	for (; titles[n]; n++)
		faults[n] = (struct make_fault){ FAULT_OOPS, .message = titles[n],
			                         .first_byte = (int64_t)n + 1, .boot_no = -1 };
	make_add(s,
	         &(struct make_source){
			 .path = content, .content = content, .faults = faults, .n_faults = n },
	         NULL);
}
#define ADD(s, content, ...) add(s, content, (const char *const[]){ __VA_ARGS__, NULL })

#define GROUP_OF(title) "SELECT group_id FROM fault WHERE title = '" title "' LIMIT 1"

static void titles_share_a_group_that_one_of_them_names(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	letters = 1;
	ADD(s, "1", "aa", "ab", "b");
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM fault_group"), 2);
	assert_int_equal(number(s, GROUP_OF("aa")), number(s, GROUP_OF("ab")));
	assert_int_equal(number(s, "SELECT count(*) FROM fault_group AS g JOIN group_title AS t "
	                           "ON t.key = g.key WHERE g.title = 'ab' AND g.titles = 2 AND "
	                           "g.faults = 2 AND t.title = 'ab' AND t.joined_to IS NULL"),
	                 1);
	assert_int_equal(
		number(s, "SELECT count(*) FROM group_title WHERE title = 'aa' AND joined_by = "
	                  "'test' AND similarity = 0.75 AND joined_to = (SELECT key FROM "
	                  "group_title WHERE title = 'ab')"),
		1);
	assert_int_equal(number(s, "SELECT count(*) FROM group_history"), 0);
}

static void more_reports_renumber_nothing(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	letters = 1;
	ADD(s, "1", "b", "d");
	ok(store_derive(s));
	int64_t b = number(s, GROUP_OF("b")), d = number(s, GROUP_OF("d"));
	ADD(s, "2", "a", "c", "e", "b", "bb");
	ok(store_derive(s));
	assert_int_equal(number(s, GROUP_OF("b")), b);
	assert_int_equal(number(s, GROUP_OF("bb")), b);
	assert_int_equal(number(s, GROUP_OF("d")), d);
	assert_int_equal(number(s, "SELECT faults FROM fault_group WHERE title = 'bb'"), 3);
	ok(store_derive_all(s));
	assert_int_equal(number(s, GROUP_OF("b")), b);
	assert_int_equal(number(s, GROUP_OF("d")), d);
	assert_int_equal(number(s, "SELECT count(*) FROM group_history"), 0);
}

static void a_merge_is_recorded_and_the_oldest_goes_on(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ADD(s, "1", "aa", "ab", "b");
	ok(store_derive(s));
	int64_t first = number(s, "SELECT min(id) FROM fault_group WHERE title <> 'b'");
	int64_t second = number(s, "SELECT max(id) FROM fault_group WHERE title <> 'b'");
	int64_t b = number(s, GROUP_OF("b"));
	letters = 1;
	ok(store_derive_all(s));
	assert_int_equal(number(s, GROUP_OF("aa")), first);
	assert_int_equal(number(s, GROUP_OF("ab")), first);
	assert_int_equal(number(s, GROUP_OF("b")), b);
	assert_int_equal(number(s, "SELECT count(*) FROM group_history"), 1);
	assert_int_equal(number(s, "SELECT old_group_id FROM group_history WHERE change = 'merge'"),
	                 second);
	assert_int_equal(number(s, "SELECT new_group_id FROM group_history"), first);
	assert_int_equal(number(s, "SELECT count(*) FROM fault_group"), 2);
	// a number is never given to another group
	ADD(s, "2", "z");
	ok(store_derive(s));
	assert_true(number(s, GROUP_OF("z")) > second);
}

static void a_split_is_recorded_and_the_name_goes_on(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	letters = 1;
	ADD(s, "1", "aa", "ab", "ac");
	ok(store_derive(s));
	int64_t id = number(s, GROUP_OF("ac"));
	letters = 2;
	ok(store_derive_all(s));
	assert_int_equal(number(s, GROUP_OF("ac")), id);
	assert_int_equal(number(s, "SELECT count(*) FROM fault_group"), 3);
	assert_int_equal(number(s, "SELECT count(*) FROM group_history WHERE change = 'split' AND "
	                           "old_group_id = (" GROUP_OF("ac") ")"),
	                 2);
	assert_int_equal(number(s, "SELECT count(*) FROM group_title WHERE joined_to IS NOT NULL"),
	                 0);
}

static void the_name_may_change_and_the_number_stays(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	letters = 1;
	ADD(s, "1", "aa");
	ok(store_derive(s));
	int64_t id = number(s, GROUP_OF("aa"));
	_cleanup_free_ char *key = text(s, "SELECT key FROM fault_group");
	ADD(s, "2", "ab");
	ok(store_derive(s));
	assert_int_equal(number(s, GROUP_OF("ab")), id);
	_cleanup_free_ char *now = text(s, "SELECT key FROM fault_group");
	assert_string_not_equal(now, key);
	// the old key is that of a title
	assert_int_equal(number(s, "SELECT group_id FROM group_title WHERE title = 'aa'"), id);
}

static void rename_fault(void *ctx, const struct fault *f, struct store_derived *ret)
{
	(void)ctx, (void)f;
	*ret = (struct store_derived){
		.title = S("new"),
		.line = -1,
		.severity = 1,
		.signature = "0000000000000000",
		.group_key = "1111111111111111",
		.version = 2,
		.stack_no = -1,
		.depth = -1,
	};
}

static void a_title_that_is_called_otherwise_keeps_its_group(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ADD(s, "1", "aa");
	ok(store_derive(s));
	int64_t id = number(s, GROUP_OF("aa"));
	_cleanup_free_ char *key = text(s, "SELECT key FROM fault_group");
	ok(store_rederive_faults(s, rename_fault, NULL));
	ok(store_derive_all(s));
	assert_int_equal(number(s, GROUP_OF("new")), id);
	_cleanup_free_ char *old =
		text(s, "SELECT old_key FROM group_history WHERE change = 'rename' "
	                "AND new_key = '1111111111111111'");
	assert_string_equal(old, key);
	assert_int_equal(number(s, "SELECT count(*) FROM fault_signature"), 0);
	assert_int_equal(number(s, "SELECT count(*) FROM group_title"), 1);
}

static void order_does_not_matter(void **state)
{
	static const char *const contents[] = { "1", "2", "3" };
	static const char *const titles[][4] = { { "aa", "b", NULL },
		                                 { "ab", "c", "aa", NULL },
		                                 { "ca", "ac", NULL } };
	static const int orders[][3] = { { 0, 1, 2 }, { 2, 1, 0 }, { 1, 2, 0 } };
	_cleanup_free_ char *want = NULL;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		for (int at_once = 0; at_once < 2; at_once++) {
			_cleanup_(store_freep) struct store *s = store_new();
			letters = 1;
			for (size_t k = 0; k < 3; k++) {
				add(s, contents[orders[i][k]], titles[orders[i][k]]);
				if (!at_once)
					ok(store_derive(s));
			}
			ok(store_derive(s));
			_cleanup_free_ char *got = dump(s);
			if (want)
				assert_string_equal(got, want);
			else
				want = take(got);
		}
}

static void rules_are_kept_in_their_order(void **state)
{
	static const struct store_rule rules[] = { { S("f"), S("apart \"b\""), 2 },
		                                   { S("f"), S("apart \"a\""), 9 } };
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ok(store_set_rules(s, rules, 2));
	assert_int_equal(number(s,
	                        "SELECT line FROM group_rule WHERE position = 1 AND file = 'f' AND "
	                        "rule = 'apart \"a\"'"),
	                 9);
	ok(store_set_rules(s, rules, 1));
	assert_int_equal(number(s, "SELECT count(*) FROM group_rule"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(titles_share_a_group_that_one_of_them_names),
		cmocka_unit_test(more_reports_renumber_nothing),
		cmocka_unit_test(a_merge_is_recorded_and_the_oldest_goes_on),
		cmocka_unit_test(a_split_is_recorded_and_the_name_goes_on),
		cmocka_unit_test(the_name_may_change_and_the_number_stays),
		cmocka_unit_test(a_title_that_is_called_otherwise_keeps_its_group),
		cmocka_unit_test(order_does_not_matter),
		cmocka_unit_test(rules_are_kept_in_their_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
