// SPDX-License-Identifier: Apache-2.0
/* Reports of list debugging, refcount_t, debugobjects and hardened usercopy; samples written by hand
 * after the kernel's print formats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/faults/sample.h"

static void list_debugging_is_one_report_with_its_bug_or_warning(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "list_corruption/bug_and_warning.log");
	assert_int_equal(feed.n, 3);
	const struct fault *f = feed.faults[0];
	assert_int_equal(f->kind, FAULT_LIST_CORRUPTION);
	assert_slice(f->bug_type, "list_del corruption");
	assert_slice(f->file, "lib/list_debug.c");
	assert_set(f, line, 59);
	assert_slice(f->ip_function, "__list_del_entry_valid.cold");
	assert_slice(f->comm, "pumpctl");
	assert_set(f, first_line, 2);
	assert_set(f, last_line, 12);

	f = feed.faults[1];
	assert_int_equal(f->kind, FAULT_LIST_CORRUPTION);
	assert_slice(f->bug_type, "list_add corruption");
	assert_slice(f->report_function, "__list_add_valid");
	assert_set(f, cpu, 2);
	assert_set(f, pid, 282);
	assert_set(f, first_line, 15);

	f = feed.faults[2];
	assert_int_equal(f->kind, FAULT_LIST_CORRUPTION);
	assert_slice(f->bug_type, "list_del corruption");
	assert_set(f, line, 53);
	assert_slice(f->comm, "pumpd");
	assert_set(f, first_line, 22);
	assert_set(f, last_line, 27);
	feed_free(&feed);
}

static void refcount_in_front_of_and_behind_cut_here(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "refcount/spellings.log");
	assert_int_equal(feed.n, 2);
	const struct fault *f = feed.faults[0];
	assert_int_equal(f->kind, FAULT_REFCOUNT);
	assert_slice(f->bug_type, "underflow; use-after-free");
	assert_slice(f->report_function, "refcount_sub_and_test");
	assert_set(f, line, 186);
	assert_set(f, first_line, 2);
	assert_set(f, last_line, 9);

	f = feed.faults[1];
	assert_slice(f->bug_type, "addition on 0; use-after-free");
	assert_slice(f->file, "lib/refcount.c");
	assert_set(f, line, 25);
	assert_slice(f->comm, "pump/0");
	assert_set(f, pid, 6540);
	feed_free(&feed);
}

static void odebug_survives_a_panic_in_its_middle(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "odebug/free_active.log");
	assert_int_equal(feed.n, 2);
	const struct fault *f =
		feed.faults[0]->kind == FAULT_PANIC ? feed.faults[1] : feed.faults[0];
	assert_int_equal(f->kind, FAULT_ODEBUG);
	assert_slice(f->bug_type, "free active");
	assert_slice(f->access, "free");
	assert_slice(f->detail, "timer_list");
	assert_slice(f->file, "lib/debugobjects.c");
	assert_slice(f->comm, "kworker/u4:4");
	assert_slice(sample_frame(f, 0, 3), "pump_remove");
	feed_free(&feed);
}

static void odebug_behind_the_warning_refines_it(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "odebug/message_after_warning.log");
	const struct fault *f = feed_one(&feed);
	assert_int_equal(f->kind, FAULT_ODEBUG);
	assert_slice(f->bug_type, "init active");
	assert_slice(f->detail, "work_struct");
	assert_set(f, line, 263);
	feed_free(&feed);
}

static void usercopy_gives_direction_size_and_cache(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "usercopy/spellings.log");
	assert_int_equal(feed.n, 2);
	const struct fault *f = feed.faults[0];
	assert_int_equal(f->kind, FAULT_USERCOPY);
	assert_slice(f->bug_type, "memory overwrite");
	assert_slice(f->access, "write");
	assert_set(f, access_size, 1320);
	assert_set(f, address, 0xffff8801d21c9bd4);
	assert_slice(f->memory_object->cache, "pump_dev");
	assert_slice(f->file, "mm/usercopy.c");
	assert_slice(f->ip_function, "__check_object_size");

	f = feed.faults[1];
	assert_slice(f->bug_type, "memory exposure");
	assert_slice(f->access, "read");
	assert_set(f, access_size, 512);
	assert_slice(f->memory_object->cache, "skbuff head");
	assert_set(f->memory_object, object_offset, 8);
	feed_free(&feed);
}

static void lockdeps_own_warning_is_lockdep(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[    1.000000] ------------[ cut here ]------------\n"
		"[    1.000001] DEBUG_LOCKS_WARN_ON(depth <= 0)\n"
		"[    1.000002] WARNING: CPU: 1 PID: 21 at kernel/locking/lockdep.c:3676 lock_release+0x6e6/0xa40\n"
		"[    1.000003] CPU: 1 PID: 21 Comm: pumpctl Not tainted 4.15.0 #1\n"
		"[    1.000004] ---[ end trace 8a2b3c4d5e6f7a8b ]---\n");
	const struct fault *f = feed_one(&feed);
	assert_int_equal(f->kind, FAULT_LOCKDEP);
	assert_slice(f->bug_type, "locking bug");
	feed_free(&feed);
}

static void finding_of_long_ago_does_not_swallow_a_warning(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[    1.000000] refcount_t: underflow; use-after-free.\n"
		"[  100.000000] WARNING: CPU: 1 PID: 21 at drivers/pump/pump.c:6 pump+0x6e6/0xa40\n"
		"[  100.000001] ---[ end trace 8a2b3c4d5e6f7a8b ]---\n");
	assert_int_equal(feed.n, 2);
	assert_int_equal(feed.faults[0]->kind, FAULT_REFCOUNT);
	assert_int_equal(feed.faults[1]->kind, FAULT_WARNING);
	feed_free(&feed);
}

static void notices_of_debugobjects_are_no_reports(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(&feed, "[    0.100000] ODEBUG: selftest passed\n"
	                 "[    0.100001] ODEBUG: 12 of 12 active objects replaced\n"
	                 "[    9.100001] ODEBUG: Out of memory. ODEBUG disabled\n");
	assert_int_equal(feed.n, 0);
	feed_free(&feed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(list_debugging_is_one_report_with_its_bug_or_warning),
		cmocka_unit_test(refcount_in_front_of_and_behind_cut_here),
		cmocka_unit_test(odebug_survives_a_panic_in_its_middle),
		cmocka_unit_test(odebug_behind_the_warning_refines_it),
		cmocka_unit_test(usercopy_gives_direction_size_and_cache),
		cmocka_unit_test(lockdeps_own_warning_is_lockdep),
		cmocka_unit_test(finding_of_long_ago_does_not_swallow_a_warning),
		cmocka_unit_test(notices_of_debugobjects_are_no_reports),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
