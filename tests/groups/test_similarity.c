// SPDX-License-Identifier: Apache-2.0
/* Similarity of stacks.  The numbers come from a few lines of Python that follow the formulas of
 * similarity.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "analyzer/groups/similarity.h"

static struct arena arena;

static int teardown(void **state)
{
	(void)state;
	arena_deinit(&arena);
	return 0;
}

static struct frames list(const char *text)
{
	return frames_parse(slice_str(text), &arena);
}

static void assert_near(double got, double want)
{
	if (fabs(got - want) > 1e-6)
		fail_msg("got %.9f, want %.9f", got, want);
}

static void equal_and_different_stacks_are_the_ends_of_the_scale(void **state)
{
	(void)state;
	assert_near(stack_similarity(list("a|b|c"), list("a|b|c"), NULL), 1);
	assert_near(stack_similarity(list("a|b|c"), list("d|e|f"), NULL), 0);
	assert_near(stack_similarity(list(""), list("a"), NULL), 0);
	assert_near(stack_similarity(list(""), list(""), NULL), 0);
}

static void a_frame_that_is_missing_costs_its_weight_and_a_shift(void **state)
{
	struct frames a = list("foo|bar|vfs_write|ksys_write"),
		      b = list("bar|vfs_write|ksys_write");

	(void)state;
	assert_near(stack_similarity(a, b, NULL), 0.750387269);
	assert_near(stack_similarity(b, a, NULL), 0.750387269);
}

static void rare_functions_weigh_more(void **state)
{
	struct frames a = list("foo|bar|vfs_write|ksys_write"),
		      b = list("bar|vfs_write|ksys_write");
	struct frames x = list("x|vfs_write|ksys_write");
	struct frame_counts *c = frame_counts_new();

	(void)state;
	frame_counts_add(c, a);
	frame_counts_add(c, b);
	frame_counts_add(c, x);
	assert_int_equal(frame_counts_stacks(c), 3);
	assert_int_equal(frame_counts_of(c, S("vfs_write")), 3);
	assert_int_equal(frame_counts_of(c, S("bar")), 2);
	assert_int_equal(frame_counts_of(c, S("nowhere")), 0);
	assert_near(stack_similarity(a, b, c), 0.727950392);
	assert_near(stack_similarity(a, x, c), 0.429310753);
	assert_near(stack_similarity(a, x, NULL), 0.467465791);
	frame_counts_free(c);
}

static void recursion_counts_once_and_returns_are_aligned_in_order(void **state)
{
	(void)state;
	assert_near(stack_similarity(list("r|r|r|a"), list("r|a"), NULL), 1);
	assert_near(stack_similarity(list("a|b|a|c"), list("a|a|b"), NULL), 0.733563322);
}

static void many_functions_are_counted(void **state)
{
	struct frame_counts *c = frame_counts_new();

	(void)state;
	for (int i = 0; i < 5000; i++) {
		struct slice names[] = { arena_printf(&arena, "f%d", i), S("common"), S("common") };
		frame_counts_add(c, (struct frames){ names, 3 });
	}
	assert_int_equal(frame_counts_of(c, S("common")), 5000);
	assert_int_equal(frame_counts_of(c, S("f4999")), 1);
	frame_counts_free(c);
}

static void frames_of_more_than_the_limit_do_not_count(void **state)
{
	struct slice a[SIMILARITY_FRAMES * 2], b[SIMILARITY_FRAMES * 2];

	(void)state;
	for (size_t i = 0; i < SIMILARITY_FRAMES * 2; i++) {
		a[i] = arena_printf(&arena, "f%zu", i);
		b[i] = i < SIMILARITY_FRAMES ? a[i] : S("other");
	}
	assert_near(stack_similarity((struct frames){ a, SIMILARITY_FRAMES * 2 },
	                             (struct frames){ b, SIMILARITY_FRAMES * 2 }, NULL),
	            1);
}

static void frames_are_read_as_logs_print_them(void **state)
{
	static const char *const want[] = { "foo", "bar_baz", "read", "qux", "last" };
	struct frames f = list(" <IRQ>\n"
	                       " [<ffffffff8103f29a>] ? foo.isra.0+0x12/0x34 [mod]\n"
	                       " bar_baz.cold+0x1/0x2 fs/bar.c:12 [inline]\n"
	                       "__x64_sys_read < qux | last");

	(void)state;
	assert_int_equal(f.n, sizeof(want) / sizeof(*want));
	for (size_t i = 0; i < f.n; i++)
		assert_true(slice_eq(f.functions[i], slice_str(want[i])));
}

static void names_of_signatures_may_have_blanks(void **state)
{
	struct frames f = frames_split(S("<T as core::ops::Fn<A, B>>::call < foo < bar"), &arena);

	(void)state;
	assert_int_equal(f.n, 3);
	assert_true(slice_is(f.functions[0], "<T as core::ops::Fn<A, B>>::call"));
	assert_true(slice_is(f.functions[2], "bar"));
	assert_int_equal(frames_split(S(""), &arena).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_and_different_stacks_are_the_ends_of_the_scale),
		cmocka_unit_test(a_frame_that_is_missing_costs_its_weight_and_a_shift),
		cmocka_unit_test(rare_functions_weigh_more),
		cmocka_unit_test(recursion_counts_once_and_returns_are_aligned_in_order),
		cmocka_unit_test(many_functions_are_counted),
		cmocka_unit_test(frames_of_more_than_the_limit_do_not_count),
		cmocka_unit_test(frames_are_read_as_logs_print_them),
		cmocka_unit_test(names_of_signatures_may_have_blanks),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
