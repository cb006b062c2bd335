// SPDX-License-Identifier: Apache-2.0
/* Which lines belong to which report; logs written by hand after the kernel's print formats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "tests/faults/feed.h"

static void callers_are_told_apart(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[   10.000000][    T1] BUG: kernel NULL pointer dereference, address: 0000000000000010\n"
		"[   10.000001][    T2] BUG: kernel NULL pointer dereference, address: 0000000000000020\n"
		"[   10.000002][    T1] CPU: 0 PID: 1 Comm: one Not tainted 6.1.0 #1\n"
		"[   10.000003][    T2] CPU: 1 PID: 2 Comm: two Not tainted 6.1.0 #1\n"
		"[   10.000004][    T2] RIP: 0010:second+0x1/0x2\n"
		"[   10.000005][    T1] RIP: 0010:first+0x1/0x2\n"
		"[   10.000006][    T1] Call Trace:\n"
		"[   10.000007][    T2] Call Trace:\n"
		"[   10.000008][    T1]  first_caller+0x1/0x2\n"
		"[   10.000009][    T2]  second_caller+0x1/0x2\n"
		"[   10.000010][    T1] ---[ end trace 0000000000000000 ]---\n"
		"[   10.000011][    T2] ---[ end trace 0000000000000000 ]---\n");
	assert_int_equal(feed.n, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct fault *f = feed.faults[i];
		bool one = f->pid == 1;
		assert_slice(f->comm, one ? "one" : "two");
		assert_slice(f->ip_function, one ? "first" : "second");
		assert_int_equal(f->n_stacks, 1);
		assert_int_equal(f->stacks[0].n_frames, 2);
		assert_slice(f->stacks[0].frames[1].function,
		             one ? "first_caller" : "second_caller");
		assert_int_equal(f->address, one ? 0x10 : 0x20);
		assert_int_equal(f->first_line, one ? 1 : 2);
		assert_int_equal(f->last_line, one ? 11 : 12);
	}
	feed_free(&feed);
}

static void other_output_in_between_is_passed_over(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(&feed,
	          "[   10.000000] BUG: kernel NULL pointer dereference, address: 0000000000000010\n"
	          "[   10.000001] #PF: supervisor write access in kernel mode\n"
	          "Starting Network Manager...\n"
	          "[   10.000002] RIP: 0010:first+0x1/0x2 [mod]\n"
	          "[   10.000003] usb 1-1: new high-speed USB device number 2\n"
	          "[   10.000004] Call Trace:\n"
	          "[   10.000005]  first_caller+0x1/0x2\n");
	const struct fault *f = feed_one(&feed);
	assert_slice(f->access, "write");
	assert_slice(f->ip_module, "mod");
	assert_int_equal(f->stacks[0].n_frames, 2);
	assert_int_equal(f->last_line, 7);
	assert_false(slice_has(f->excerpt, S("usb 1-1")));
	feed_free(&feed);
}

static void warning_text_before_its_head_is_kept(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[   10.000000] ------------[ cut here ]------------\n"
		"[   10.000001] refcount_t: underflow; use-after-free.\n"
		"[   10.000002] WARNING: CPU: 2 PID: 7 at lib/refcount.c:28 refcount_warn_saturate+0xa6/0x1e0\n"
		"[   10.000003] CPU: 2 PID: 7 Comm: x Not tainted 6.1.0 #1\n"
		"[   10.000004] ---[ end trace 0000000000000000 ]---\n");
	const struct fault *f = feed_one(&feed);
	assert_int_equal(f->kind, FAULT_REFCOUNT);
	assert_slice(f->file, "lib/refcount.c");
	assert_int_equal(f->line, 28);
	assert_int_equal(f->cpu, 2);
	feed_free(&feed);
}

static void oops_of_a_bug_is_the_same_report(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(&feed, "[   10.000000] kernel BUG at mm/filemap.c:1498!\n"
	                 "[   10.000001] Oops: invalid opcode: 0000 [#3] SMP PTI\n"
	                 "[   10.000002] RIP: 0010:folio_unlock+0x13d/0x160\n"
	                 "[   10.000003] Call Trace:\n"
	                 "[   10.000004]  writer+0x1/0x2\n"
	                 "[   10.000005] ---[ end trace 0000000000000000 ]---\n");
	const struct fault *f = feed_one(&feed);
	assert_int_equal(f->kind, FAULT_BUG);
	assert_int_equal(f->oops_number, 3);
	assert_slice(f->file, "mm/filemap.c");
	feed_free(&feed);
}

static void panic_has_its_own_row_and_a_cause(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(&feed,
	          "[   10.000000] BUG: kernel NULL pointer dereference, address: 0000000000000010\n"
	          "[   10.000002] RIP: 0010:first+0x1/0x2\n"
	          "[   10.000003] Call Trace:\n"
	          "[   10.000004]  first_caller+0x1/0x2\n"
	          "[   10.000005] ---[ end trace 0000000000000000 ]---\n"
	          "[   10.100000] Kernel panic - not syncing: Fatal exception\n"
	          "[   10.100001] Kernel Offset: disabled\n"
	          "[   10.100002] ---[ end Kernel panic - not syncing: Fatal exception ]---\n");
	assert_int_equal(feed.n, 2);
	assert_int_equal(feed.faults[0]->kind, FAULT_OOPS);
	assert_int_equal(feed.faults[1]->kind, FAULT_PANIC);
	assert_slice(feed.faults[1]->detail, "Fatal exception");
	assert_true(fact_has(feed.faults[1], cause_byte));
	assert_int_equal(feed.faults[1]->cause_byte, 0);
	assert_false(fact_has(feed.faults[0], cause_byte));
	feed_free(&feed);
}

static void panic_on_warn_leaves_the_stack_to_the_warning(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[   10.000000] WARNING: CPU: 0 PID: 5944 at net/a.c:1508 strp_data_ready+0x2b7/0x390\n"
		"[   10.000001] Kernel panic - not syncing: panic_on_warn set ...\n"
		"[   10.000002] CPU: 0 PID: 5944 Comm: x Not tainted 4.13.0 #1\n"
		"[   10.000003] Call Trace:\n"
		"[   10.000004]  dump_stack+0x194/0x257\n"
		"[   10.000005]  strp_data_ready+0x2b7/0x390\n");
	assert_int_equal(feed.n, 2);
	assert_int_equal(feed.faults[0]->kind, FAULT_PANIC);
	assert_int_equal(feed.faults[0]->cause_byte, 0);
	assert_int_equal(feed.faults[1]->kind, FAULT_WARNING);
	assert_int_equal(feed.faults[1]->stacks[0].n_frames, 2);
	assert_slice(feed.faults[1]->report_function, "strp_data_ready");
	feed_free(&feed);
}

static void mail_quoting_is_looked_through(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(&feed,
	          "> > Unable to handle kernel paging request at virtual address 00a0000800000041\n"
	          "> > Internal error: Oops: 96000004 [#1] PREEMPT SMP\n"
	          "> > CPU: 6 PID: 1 Comm: systemd-shutdow Not tainted 5.16.5 #32\n"
	          "> > pc : dsa_slave_netdevice_event+0x130/0x3e4\n"
	          "> > Call trace:\n"
	          "> >  dsa_slave_netdevice_event+0x130/0x3e4\n"
	          "> >  raw_notifier_call_chain+0x50/0x6c\n");
	const struct fault *f = feed_one(&feed);
	assert_int_equal(f->kind, FAULT_OOPS);
	assert_int_equal(f->address, 0xa0000800000041);
	assert_slice(f->comm, "systemd-shutdow");
	assert_int_equal(f->stacks[0].n_frames, 2); // the pc is not counted twice
	feed_free(&feed);
}

static void texts_of_two_cpus_wait_for_their_warnings(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[   32.793729] list_add corruption. prev->next should be next (ffff000004739300), but was 6b6b6b6b6b6b6b6b. (prev=ffff0000117c3750).\n"
		"[   32.798508] list_add corruption. prev->next should be next (ffff80000b3cd4e0), but was 6b6b6b6b6b6b6b6b. (prev=ffff0000117c38e0).\n"
		"[   32.803005] WARNING: CPU: 3 PID: 281 at lib/list_debug.c:30 __list_add_valid+0xdc/0x110\n"
		"[   32.833426] WARNING: CPU: 1 PID: 282 at lib/list_debug.c:30 __list_add_valid+0xdc/0x110\n");
	assert_int_equal(feed.n, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(feed.faults[i]->kind, FAULT_LIST_CORRUPTION);
	assert_false(fact_has(feed.faults[0], piece_byte));
	assert_false(fact_has(feed.faults[1], piece_byte));
	assert_int_equal(feed.faults[2]->piece_byte, feed.faults[0]->first_byte);
	assert_int_equal(feed.faults[3]->piece_byte, feed.faults[1]->first_byte);
	feed_free(&feed);
}

static void a_text_and_its_warning_are_one_report(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[   32.793729] list_add corruption. prev->next should be next (ffff000004739300), but was 6b6b6b6b6b6b6b6b. (prev=ffff0000117c3750).\n"
		"[   32.793800] usb 1-1: new high-speed USB device number 2\n"
		"[   32.803005] WARNING: CPU: 3 PID: 281 at lib/list_debug.c:30 __list_add_valid+0xdc/0x110\n");
	const struct fault *f = feed_one(&feed);
	assert_int_equal(f->kind, FAULT_LIST_CORRUPTION);
	assert_int_equal(f->cpu, 3);
	assert_int_equal(f->last_line, 3);
	feed_free(&feed);
}

static void a_report_that_runs_into_itself_is_one(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[   10.000001] WARNING: CPU: 0 PID: 7 at kernel/kthread.c:83 kthread_probe_data+0x5e/0x80\n"
		"[   10.000002] Modules linked in:\n"
		"[   10.000003] ------------[ cut here ]------------\n"
		"[   10.000004] WARNING: CPU: 0 PID: 7 at kernel/kthread.c:83 kthread_probe_data+0x5e/0x80\n"
		"[   10.000005] Modules linked in:\n");
	const struct fault *f = feed_one(&feed);
	assert_int_equal(f->first_line, 1);
	assert_int_equal(f->last_line, 5);
	feed_free(&feed);
}

static bool count_fault(void *ctx, struct fault *f)
{
	(void)f;
	++*(size_t *)ctx;
	return false;
}

static void open_contexts_are_bounded(void **state)
{
	struct limits limits = limits_default();
	size_t n = 0;
	struct engine *e =
		engine_new(&(struct engine_sink){ .ctx = &n, .fault = count_fault }, &limits);

	(void)state;
	for (uint32_t caller = 0; caller < 4 * LIMIT_OPEN_REPORTS; caller++) {
		struct record r = { .flags = RECORD_HAS_CALLER,
			            .caller = caller,
			            .line = caller + 1,
			            .off = caller,
			            .end_off = caller + 1,
			            .text = S("kernel BUG at mm/filemap.c:1498!") };
		engine_record(e, &r);
		// reports beyond the limit gave way, the others are still open
		assert_int_equal(n,
		                 caller < LIMIT_OPEN_REPORTS ? 0 : caller - LIMIT_OPEN_REPORTS + 1);
	}
	engine_end(e);
	assert_int_equal(n, 4 * LIMIT_OPEN_REPORTS);
	engine_free(e);
}

static void every_declared_sample_gives_its_kind(void **state)
{
	(void)state;
	for (size_t i = 0; fault_families[i]; i++) {
		assert_non_null(fault_families[i]->samples);
		for (const struct fault_sample *s = fault_families[i]->samples; s->line; s++) {
			struct feed feed;
			char line[1024];
			snprintf(line, sizeof(line), "[    1.000000] %s\n", s->line);
			feed_text(&feed, line);
			if (feed.n < 1)
				fail_msg("%s does not take: %s", fault_families[i]->name, s->line);
			if (feed.faults[0]->kind != s->kind)
				fail_msg("%s instead of %s: %s",
				         fault_kind_info[feed.faults[0]->kind].slug,
				         fault_kind_info[s->kind].slug, s->line);
			if (s->bug_type)
				assert_slice(feed.faults[0]->bug_type, s->bug_type);
			feed_free(&feed);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(callers_are_told_apart),
		cmocka_unit_test(other_output_in_between_is_passed_over),
		cmocka_unit_test(warning_text_before_its_head_is_kept),
		cmocka_unit_test(oops_of_a_bug_is_the_same_report),
		cmocka_unit_test(panic_has_its_own_row_and_a_cause),
		cmocka_unit_test(panic_on_warn_leaves_the_stack_to_the_warning),
		cmocka_unit_test(mail_quoting_is_looked_through),
		cmocka_unit_test(texts_of_two_cpus_wait_for_their_warnings),
		cmocka_unit_test(a_text_and_its_warning_are_one_report),
		cmocka_unit_test(a_report_that_runs_into_itself_is_one),
		cmocka_unit_test(open_contexts_are_bounded),
		cmocka_unit_test(every_declared_sample_gives_its_kind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
