// SPDX-License-Identifier: Apache-2.0
/* KMSAN, KCSAN and UBSAN reports; samples written by hand after the kernel's print formats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/faults/sample.h"

static void kmsan_leak_has_origin_store_and_size(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "kmsan/infoleak.log");
	const struct fault *f = feed_one(&feed);
	assert_int_equal(f->kind, FAULT_KMSAN);
	assert_slice(f->bug_type, "kernel-infoleak");
	assert_slice(f->report_function, "pump_copy_out");
	assert_slice(f->access, "read");
	assert_set(f, access_size, 16);
	assert_set(f, address, 0xffff888012345678);
	assert_slice(f->detail, "Bytes 0-3 of 16 are uninitialized");
	assert_slice(f->comm, "pumpctl");
	assert_set(f, last_line, 19);
	assert_int_equal(f->stacks[0].role, STACK_FAULT);
	assert_slice(sample_frame(f, 0, 0), "pump_copy_out");
	assert_slice(fault_stack(f, STACK_STORE)->frames[0].function, "pump_fill");
	assert_slice(fault_stack(f, STACK_ORIGIN)->frames[1].function, "pump_open");
	feed_free(&feed);
}

static void kmsan_before_its_merge_has_a_call_trace(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "kmsan/before_merge.log");
	const struct fault *f = feed_one(&feed);
	assert_slice(f->bug_type, "uninit-value");
	assert_false(fact_has(f, access));
	assert_set(f, pid, 3479);
	assert_slice(sample_frame(f, 0, 1), "pump_hash");
	assert_non_null(fault_stack(f, STACK_ORIGIN));
	feed_free(&feed);
}

static void kcsan_has_both_sides(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "kcsan/data_race.log");
	const struct fault *f = feed_one(&feed);
	assert_int_equal(f->kind, FAULT_KCSAN);
	assert_slice(f->bug_type, "data-race");
	assert_slice(f->report_function, "pump_get");
	assert_slice(f->detail, "pump_get / pump_set");
	assert_slice(f->access, "write");
	assert_set(f, access_size, 4);
	assert_set(f, address, 0xffff888136d47a94);
	assert_slice(f->comm, "pumpctl");
	assert_set(f, pid, 7670);
	assert_set(f, last_line, 17);
	assert_int_equal(f->stacks[0].role, STACK_FAULT);
	assert_int_equal(f->stacks[0].pid, 7681);
	assert_int_equal(f->stacks[0].cpu, 0);
	assert_slice(sample_frame(f, 0, 0), "pump_set");
	assert_int_equal(f->stacks[1].role, STACK_OTHER);
	assert_int_equal(f->stacks[1].pid, -1);
	assert_int_equal(f->stacks[1].cpu, 1);
	assert_slice(sample_frame(f, 1, 0), "pump_get");
	feed_free(&feed);
}

static void kcsan_with_one_side_and_assertion(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "kcsan/unknown_origin.log");
	assert_int_equal(feed.n, 2);
	const struct fault *f = feed.faults[0];
	assert_slice(f->bug_type, "data-race");
	assert_slice(f->detail, "pump_poll");
	assert_slice(f->access, "read");
	assert_set(f, access_size, 8);
	assert_slice(sample_frame(f, 0, 0), "pump_poll");

	f = feed.faults[1];
	assert_slice(f->bug_type, "assert: race");
	assert_slice(f->detail, "pump_stop / pump_work");
	assert_false(fact_has(f, access));
	assert_set(f, address, 0xffff8881001cb1f0);
	assert_int_equal(f->stacks[0].role, STACK_FAULT);
	assert_slice(sample_frame(f, 0, 0), "pump_stop");
	assert_int_equal(f->stacks[1].role, STACK_OTHER);
	feed_free(&feed);
}

static void ubsan_gives_place_and_message(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "ubsan/linux_6_6.log");
	assert_int_equal(feed.n, 2);
	const struct fault *f = feed.faults[0];
	assert_int_equal(f->kind, FAULT_UBSAN);
	assert_slice(f->bug_type, "array-index-out-of-bounds");
	assert_slice(f->file, "drivers/pump/pump.c");
	assert_set(f, line, 286);
	assert_slice(f->detail, "index 5 is out of range for type 'int [4]'");
	assert_set(f, last_line, 10);

	f = feed.faults[1];
	assert_slice(f->bug_type, "misaligned-access");
	assert_slice(f->access, "read");
	assert_set(f, address, 0xf2a1b2c3);
	assert_set(f, last_line, 18);
	feed_free(&feed);
}

static void ubsan_of_linux_4_9_names_no_check(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "ubsan/linux_4_9.log");
	const struct fault *f = feed_one(&feed);
	assert_slice(f->bug_type, "Undefined behaviour");
	assert_slice(f->file, "../drivers/pump/pump.c");
	assert_set(f, line, 641);
	assert_slice(f->detail, "2147483647 + 1 cannot be represented in type 'int'");
	feed_free(&feed);
}

static void ubsan_in_trap_mode_includes_its_oops(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "ubsan/trap_mode.log");
	const struct fault *f = feed_one(&feed);
	assert_int_equal(f->kind, FAULT_UBSAN);
	assert_slice(f->bug_type, "array index out of bounds");
	assert_slice(f->report_function, "pump_set");
	assert_slice(f->ip_function, "pump_set");
	assert_set(f, pid, 77);
	assert_set(f, last_line, 10);
	feed_free(&feed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kmsan_leak_has_origin_store_and_size),
		cmocka_unit_test(kmsan_before_its_merge_has_a_call_trace),
		cmocka_unit_test(kcsan_has_both_sides),
		cmocka_unit_test(kcsan_with_one_side_and_assertion),
		cmocka_unit_test(ubsan_gives_place_and_message),
		cmocka_unit_test(ubsan_of_linux_4_9_names_no_check),
		cmocka_unit_test(ubsan_in_trap_mode_includes_its_oops),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
