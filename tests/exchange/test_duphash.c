// SPDX-License-Identifier: Apache-2.0
/* The hash of ABRT: of names that its own tests use, and of which frames it is made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyzer/exchange/duphash.h"

/** Names and hash as in satyr's tests of kernel oopses (tests/python/koops.py). */
static const struct slice names[] = {
	S("__alloc_pages_nodemask"),
	S("alloc_pages_current"),
	S("__get_free_pages"),
	S("kmalloc_order_trace"),
	S("__kmalloc"),
	S("pskb_expand_head"),
	S("not counted"),
};
static const char hash[] = "5718b3a86c64e7bed5e8ead08ae3084e447ddbee";

static void test_names(void **state)
{
	char got[DUPHASH_HEX + 1];

	(void)state;
	duphash_of(names, 7, got);
	assert_string_equal(got, hash);
	duphash_of(names, 6, got);
	assert_string_equal(got, hash);
	duphash_of(names, 5, got);
	assert_string_not_equal(got, hash);
}

static void test_frames(void **state)
{
	struct frame frames[10] = { 0 };
	struct stack stack = { .role = STACK_FAULT, .frames = frames, .n_frames = 10 };
	struct fault f = { .stacks = &stack, .n_stacks = 1 };
	char got[DUPHASH_HEX + 1];

	(void)state;
	// an instruction pointer without address, an unreliable frame, an inlined one, then the names
	frames[0] = (struct frame){ .flags = FRAME_IP, .function = S("ip") };
	frames[1] = (struct frame){ .flags = FRAME_UNRELIABLE, .function = S("maybe") };
	frames[2] = (struct frame){ .flags = FRAME_INLINED, .function = S("inlined") };
	for (size_t i = 0; i < 7; i++)
		frames[3 + i].function = names[i];
	assert_true(duphash_fault(&f, got));
	assert_string_equal(got, hash);
	// before Linux 4.10 the line of the instruction pointer has addresses
	frames[0].has_address = true;
	assert_true(duphash_fault(&f, got));
	assert_string_not_equal(got, hash);
	stack.n_frames = 0;
	assert_false(duphash_fault(&f, got));
	f.n_stacks = 0;
	assert_false(duphash_fault(&f, got));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_frames),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
