// SPDX-License-Identifier: Apache-2.0
/* Rules of the user's: what they do to titles and groups, and what is said of those that are wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyzer/groups/derive.h"
#include "analyzer/groups/steer.h"

struct made {
	struct steering *s;
	struct arena arena;
	struct fault f;
	struct derived d;
};

static int setup(void **state)
{
	static struct made m;
	memset(&m, 0, sizeof(m));
	m.s = steering_new();
	*state = &m;
	return 0;
}

static int teardown(void **state)
{
	struct made *m = *state;
	steering_free(m->s);
	arena_deinit(&m->arena);
	return 0;
}

static void rules(struct made *m, const char *text)
{
	struct err *e = steering_parse(m->s, S("rules"), slice_str(text));
	if (e)
		fail_msg("%s", e->msg);
}

/** A general protection fault in the first of the functions. */
static void derive(struct made *m, const char *functions)
{
	struct stack s = { .role = STACK_FAULT, .cpu = -1, .pid = -1 };
	struct slice list = slice_str(functions), word;

	m->f = (struct fault){ .kind = FAULT_GPF, .arena = &m->arena };
	fact_set(&m->f, message, S("general protection fault: 0000 [#1] SMP"));
	fact_set(&m->f, comm, S("worker"));
	while (slice_skip_blanks(&list), slice_word(&list, &word)) {
		const struct frame fr = { .function = word, .line = -1 };
		arena_push(&m->arena, &s.frames, &s.n_frames, &fr);
	}
	arena_push(&m->arena, &m->f.stacks, &m->f.n_stacks, &s);
	derive_fault_by(m->s, &m->f, &m->arena, &m->d);
}

static void want_title(const struct made *m, const char *title)
{
	if (!slice_eq(m->d.title, slice_str(title)))
		fail_msg("'" SLICE_FMT "', want '%s'", SLICE_ARG(m->d.title), title);
}

static void rename_changes_title_and_group(void **state)
{
	struct made *m = *state;
	char key[KEY_HEX + 1];

	derive(m, "foo bar baz");
	memcpy(key, m->d.group_key, sizeof(key));
	rules(m, "# comment\n\n"
	         "rename /^general protection fault in (fo+)$/ to \"GPF of \\1\"  # the usual one\n"
	         "rename \"GPF of f*\" to \"GPF of \\\"f\\\"\"\n");
	derive(m, "foo bar baz");
	want_title(m, "GPF of \"f\"");
	assert_string_not_equal(m->d.group_key, key);
	memcpy(key, m->d.group_key, sizeof(key));
	derive(m, "fooo bar baz");
	assert_string_equal(m->d.group_key, key);
	derive(m, "other bar baz");
	want_title(m, "general protection fault in other");
}

static void merge_gives_titles_one_group_and_leaves_them(void **state)
{
	struct made *m = *state;
	char key[KEY_HEX + 1];

	rules(m, "merge \"general protection fault in foo\" /in ba[rz]$/ into \"our bug\"\r\n");
	derive(m, "foo x y");
	memcpy(key, m->d.group_key, sizeof(key));
	want_title(m, "general protection fault in foo");
	assert_true(slice_is(m->d.group_name, "our bug"));
	derive(m, "baz x y");
	assert_string_equal(m->d.group_key, key);
	derive(m, "qux x y");
	assert_string_not_equal(m->d.group_key, key);
	assert_null(m->d.group_name.p);
}

static void split_tells_faults_of_one_title_apart(void **state)
{
	struct made *m = *state;
	char key[KEY_HEX + 1];

	rules(m, "split \"*in foo\" by caller\n"
	         "split \"*in bar\" by frame \"sys_*\"\n"
	         "split \"*in baz\" by comm\n");
	derive(m, "foo one y");
	memcpy(key, m->d.group_key, sizeof(key));
	assert_true(slice_is(m->d.group_name, "general protection fault in foo [caller one]"));
	assert_true(m->d.apart);
	derive(m, "foo two y");
	assert_string_not_equal(m->d.group_key, key);
	derive(m, "foo one z");
	assert_string_equal(m->d.group_key, key);
	derive(m, "bar x sys_y sys_z");
	assert_true(slice_is(m->d.group_name, "general protection fault in bar [frame sys_y]"));
	derive(m, "bar x");
	assert_true(slice_is(m->d.group_name, "general protection fault in bar [frame not known]"));
	derive(m, "baz x");
	assert_true(slice_is(m->d.group_name, "general protection fault in baz [comm worker]"));
}

static void ignored_functions_are_never_to_blame(void **state)
{
	struct made *m = *state;
	rules(m, "ignore frame \"vendor_*\"\napart \"*in foo\"\n");
	derive(m, "vendor_trace vendor_x foo bar");
	want_title(m, "general protection fault in foo");
	assert_true(m->d.apart);
	derive(m, "bar vendor_trace");
	assert_false(m->d.apart);
}

static void rules_that_are_none_are_named_with_their_line(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "\n\njoin \"a\" into \"b\"", "r:3: a rule begins with" },
		{ "merge \"a\"", "r:1: a rule of this sort reads: merge PATTERN" },
		{ "merge \"a\" to \"b\"", "r:1: a rule of this sort reads: merge PATTERN" },
		{ "merge into \"b\"", "r:1: a rule of this sort reads: merge PATTERN" },
		{ "rename \"a to b", "r:1: the quote is not closed" },
		{ "rename \"\" to \"b\"", "r:1: nothing between the quotes" },
		{ "apart /(/", "r:1: missing closing parenthesis" },
		{ "split \"a\" by moon", "r:1: titles cannot be split by this field: moon" },
		{ "split \"a\" by frame", "r:1: a rule of this sort reads: split" },
		{ "ignore \"a\"", "r:1: a rule of this sort reads: ignore frame" },
		{ "apart \"a\" \"b\"", "r:1: more than a rule: \"b\"" },
		{ "\"apart\"", "r:1: a rule begins with" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		_cleanup_(steering_freep) struct steering *s = steering_new();
		struct err *e = steering_parse(s, S("r"), slice_str(cases[i].text));
		assert_non_null(e);
		assert_int_equal(e->code, ERR_USAGE);
		if (strncmp(e->msg, cases[i].error, strlen(cases[i].error)) != 0)
			fail_msg("'%s', want '%s'", e->msg, cases[i].error);
		assert_null(steering_key(s));
		err_free(e);
	}
}

static void a_line_that_is_too_long_is_no_rule(void **state)
{
	struct made *m = *state;
	char line[STEER_LINE_BYTES + 2];

	memset(line, 'a', sizeof(line));
	struct err *e = steering_add(m->s, S("r"), 7, (struct slice){ line, sizeof(line) });
	assert_non_null(e);
	assert_non_null(strstr(e->msg, "r:7: the line is too long"));
	err_free(e);
	e = steering_add(m->s, S("r"), 8, S("apart \"a\0b\""));
	assert_non_null(e);
	err_free(e);
}

static void the_key_is_of_the_rules_alone(void **state)
{
	struct made *m = *state;
	_cleanup_(steering_freep) struct steering *s = steering_new();

	rules(m, "apart \"a\"\napart \"b\"\n");
	assert_null(
		steering_parse(s, S("elsewhere"), S("# text\n\n  apart \"a\"\napart \"b\"  \n")));
	assert_string_equal(steering_key(s), steering_key(m->s));
	assert_null(steering_add(s, S("x"), 1, S("apart \"c\"")));
	assert_string_not_equal(steering_key(s), steering_key(m->s));
	size_t n;
	const struct steer_rule *list = steering_rules(s, &n);
	assert_int_equal(n, 3);
	assert_int_equal(list[1].line, 4);
	assert_true(slice_is(list[1].text, "apart \"b\""));
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(rename_changes_title_and_group),
		TEST(merge_gives_titles_one_group_and_leaves_them),
		TEST(split_tells_faults_of_one_title_apart),
		TEST(ignored_functions_are_never_to_blame),
		TEST(rules_that_are_none_are_named_with_their_line),
		TEST(a_line_that_is_too_long_is_no_rule),
		TEST(the_key_is_of_the_rules_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
