// SPDX-License-Identifier: Apache-2.0
/* Which titles are one group, of titles made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "analyzer/groups/cluster.h"

#define MAX_TITLES 16

struct made {
	struct arena arena;
	struct title titles[MAX_TITLES];
	struct title_set set;
};

static int setup(void **state)
{
	static struct made m;
	memset(&m, 0, sizeof(m));
	m.set = (struct title_set){ .titles = m.titles, .arena = &m.arena };
	*state = &m;
	return 0;
}

static int teardown(void **state)
{
	struct made *m = *state;
	arena_deinit(&m->arena);
	return 0;
}

/** A title with signatures given as level, text, …, NULL. */
static size_t add(struct made *m, const char *kind, const char *title, const char *function,
                  const char *const *signatures)
{
	size_t i = m->set.n++;
	struct title *t = &m->titles[i];

	assert_true(i < MAX_TITLES);
	*t = (struct title){
		.key = arena_printf(&m->arena, "%02zu", i),
		.kind = slice_str(kind),
		.title = slice_str(title),
		.function = slice_str(function),
		.names = i,
		.join = { .to = i, .similarity = -1 },
	};
	for (; signatures && signatures[0]; signatures += 2) {
		const struct title_signature s = { slice_str(signatures[0]),
			                           slice_str(signatures[1]), 1 };
		arena_push(&m->arena, &t->signatures, &t->n_signatures, &s);
	}
	return i;
}
#define ADD(m, kind, title, function, ...) \
	add(m, kind, title, function, (const char *const[]){ __VA_ARGS__, NULL })

static bool same_group(const struct made *m, size_t a, size_t b)
{
	return m->titles[a].names == m->titles[b].names;
}

static void evidence_joins_and_the_kind_that_tells_most_names(void **state)
{
	struct made *m = *state;
	size_t gpf = ADD(m, "gpf", "general protection fault in foo", "foo", "evidence",
	                 "bad-access in foo: foo < bar < baz");
	size_t kasan = ADD(m, "kasan", "KASAN: null-ptr-deref Read in foo", "foo", "evidence",
	                   "bad-access in foo: foo < bar < baz");
	size_t other = ADD(m, "oops", "BUG: unable to handle kernel paging request in foo", "foo",
	                   "evidence", "bad-access in foo: foo < qux < baz");
	cluster_titles(NULL, &m->set);
	assert_int_equal(m->titles[gpf].names, kasan);
	assert_int_equal(m->titles[kasan].names, kasan);
	assert_int_equal(m->titles[gpf].join.to, kasan);
	assert_int_equal(m->titles[kasan].join.to, kasan);
	assert_true(slice_is(m->titles[gpf].join.level, "evidence"));
	assert_int_equal(m->titles[other].names, other);
}

static void kinds_of_other_classes_are_never_joined(void **state)
{
	struct made *m = *state;
	size_t a = ADD(m, "warning", "WARNING in foo", "foo", "evidence", "x: foo < bar < baz");
	size_t b = ADD(m, "oops", "Oops in foo", "foo", "evidence", "x: foo < bar < baz");
	cluster_titles(NULL, &m->set);
	assert_false(same_group(m, a, b));
	assert_int_equal(m->set.n_near, 1);
	assert_true(slice_is(m->set.near[0].level, "evidence"));
}

static void others_are_joined_past_one_that_is_apart(void **state)
{
	struct made *m = *state;
	size_t a = ADD(m, "gpf", "general protection fault in foo", "foo", "evidence", "x");
	size_t b = ADD(m, "kasan", "KASAN: null-ptr-deref Read in foo", "foo", "evidence", "x");
	size_t c = ADD(m, "oops", "Oops in foo", "foo", "evidence", "x");
	m->titles[a].apart = true;
	cluster_titles(NULL, &m->set);
	assert_false(same_group(m, a, b));
	assert_true(same_group(m, b, c));
}

static void a_rule_keeps_titles_apart(void **state)
{
	struct made *m = *state;
	size_t a = ADD(m, "gpf", "general protection fault in foo", "foo", "evidence", "x");
	size_t b = ADD(m, "kasan", "KASAN: null-ptr-deref Read in foo", "foo", "evidence", "x");
	m->titles[a].apart = true;
	cluster_titles(NULL, &m->set);
	assert_false(same_group(m, a, b));
}

#define REST "bar < baz < qux < quux < corge"

static void a_culprit_that_was_inlined_is_its_callers(void **state)
{
	struct made *m = *state;
	size_t a = ADD(m, "warning", "WARNING in foo", "foo", "stack", "warning: foo < " REST,
	               "content", "at fs/foo.c:12");
	size_t b = ADD(m, "warning", "WARNING in bar", "bar", "stack", "warning: " REST, "content",
	               "at fs/foo.c:12");
	cluster_titles(NULL, &m->set);
	assert_true(same_group(m, a, b));
	assert_true(slice_is(m->titles[b].join.level, "similarity"));
	assert_true(m->titles[b].join.similarity > 0.5 && m->titles[b].join.similarity < 1);
}

static void a_caller_without_common_content_is_another_bug(void **state)
{
	struct made *m = *state;
	size_t a = ADD(m, "warning", "WARNING in foo", "foo", "stack", "warning: foo < " REST,
	               "content", "at fs/foo.c:12");
	size_t b = ADD(m, "warning", "WARNING in bar", "bar", "stack", "warning: " REST, "content",
	               "at fs/foo.c:90");
	size_t c = ADD(m, "warning", "WARNING: refcount bug in bar", "bar", "stack",
	               "warning: " REST, "content", "at fs/foo.c:12");
	cluster_titles(NULL, &m->set);
	assert_false(same_group(m, a, b));
	assert_false(same_group(m, a, c));
	assert_false(same_group(m, b, c));
	assert_true(m->set.n_near >= 2);
	for (size_t i = 0; i < m->set.n_near; i++)
		assert_true(slice_is(m->set.near[i].level, "similarity"));
}

static void a_title_of_several_bugs_goes_with_most_of_its_faults(void **state)
{
	struct made *m = *state;
	size_t a = ADD(m, "warning", "WARNING in foo", "foo", "stack", "warning: foo < " REST,
	               "content", "at fs/foo.c:12");
	size_t b = ADD(m, "warning", "WARNING in fob", "fob", "stack", "warning: fob < " REST,
	               "content", "at fs/foo.c:90");
	size_t c = ADD(m, "warning", "WARNING in bar", "bar", "stack", "warning: " REST, "content",
	               "at fs/foo.c:12", "content", "at fs/foo.c:90");
	m->titles[c].signatures[1].faults = 3;
	cluster_titles(NULL, &m->set);
	assert_true(same_group(m, a, c));
	assert_false(same_group(m, b, c));
}

static void siblings_on_one_path_are_two_bugs(void **state)
{
	struct made *m = *state;
	size_t a = ADD(m, "oops", "Oops in foo", "foo", "stack", "memory: foo < " REST, "content",
	               "address 0x10");
	size_t b = ADD(m, "oops", "Oops in fob", "fob", "stack", "memory: fob < " REST, "content",
	               "address 0x10");
	cluster_titles(NULL, &m->set);
	assert_false(same_group(m, a, b));
}

static void joins_make_a_tree_below_the_title_that_names(void **state)
{
	struct made *m = *state;
	size_t a = ADD(m, "gpf", "general protection fault in foo", "foo", "evidence", "1",
	               "evidence", "2");
	size_t b = ADD(m, "oops", "Oops in foo", "foo", "evidence", "2", "evidence", "3");
	size_t c = ADD(m, "kasan", "KASAN: x Read in foo", "foo", "evidence", "3");
	cluster_titles(NULL, &m->set);
	assert_int_equal(m->titles[a].names, c);
	assert_int_equal(m->titles[c].join.to, c);
	assert_int_equal(m->titles[b].join.to, c);
	assert_int_equal(m->titles[a].join.to, b);
	assert_true(slice_is(m->titles[a].join.text, "2"));
}

static void no_titles_are_no_groups(void **state)
{
	struct made *m = *state;
	cluster_titles(NULL, &m->set);
	assert_int_equal(m->set.n_near, 0);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(evidence_joins_and_the_kind_that_tells_most_names),
		TEST(kinds_of_other_classes_are_never_joined),
		TEST(a_rule_keeps_titles_apart),
		TEST(others_are_joined_past_one_that_is_apart),
		TEST(a_culprit_that_was_inlined_is_its_callers),
		TEST(a_caller_without_common_content_is_another_bug),
		TEST(a_title_of_several_bugs_goes_with_most_of_its_faults),
		TEST(siblings_on_one_path_are_two_bugs),
		TEST(joins_make_a_tree_below_the_title_that_names),
		TEST(no_titles_are_no_groups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
