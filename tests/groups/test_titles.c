// SPDX-License-Identifier: Apache-2.0
/* Titles and culprits of faults built by hand, after the kernel's print formats and the dashboard's
 * convention. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyzer/groups/derive.h"

struct made {
	struct fault f;
	struct arena arena;
	struct derived d;
};

static int setup(void **state)
{
	static struct made m;
	memset(&m, 0, sizeof(m));
	m.f.arena = &m.arena;
	*state = &m;
	return 0;
}

static int teardown(void **state)
{
	struct made *m = *state;
	arena_deinit(&m->arena);
	return 0;
}

static void begin(struct made *m, enum fault_kind kind, const char *message)
{
	m->f.kind = kind;
	fact_set(&m->f, message, slice_str(message));
}

/** A stack: `?f` is unreliable, `=f` from an instruction pointer, `[f` inlined, `f@m` of a module. */
static void stack(struct made *m, enum stack_role role, const char *functions)
{
	struct stack s = { .role = role, .cpu = -1, .pid = -1, .title = S("Call Trace:") };
	struct slice list = slice_str(functions), word;

	while (slice_skip_blanks(&list), slice_word(&list, &word)) {
		struct frame f = { .line = -1, .offset = 1, .size = 2 };
		if (slice_skip_char(&word, '?'))
			f.flags |= FRAME_UNRELIABLE;
		else if (slice_skip_char(&word, '='))
			f.flags |= FRAME_IP;
		else if (slice_skip_char(&word, '['))
			f.flags |= FRAME_INLINED;
		if (!slice_cut(&word, '@', &f.function))
			f.function = word;
		else
			f.module = word;
		arena_push(&m->arena, &s.frames, &s.n_frames, &f);
	}
	arena_push(&m->arena, &m->f.stacks, &m->f.n_stacks, &s);
}

static void lock(struct made *m, const char *role, const char *function, int64_t position)
{
	struct held_lock *h = fault_row(&m->f, held_lock);
	fact_set(h, role, slice_str(role));
	fact_set(h, function, slice_str(function));
	if (position >= 0)
		fact_set(h, position, position);
}

static void want(struct made *m, const char *title, const char *function)
{
	derive_fault(&m->f, &m->arena, &m->d);
	if (!slice_eq(m->d.title, slice_str(title)))
		fail_msg("title '" SLICE_FMT "', want '%s'", SLICE_ARG(m->d.title), title);
	if (!slice_eq(m->d.function, slice_str(function)))
		fail_msg("function '" SLICE_FMT "', want '%s'", SLICE_ARG(m->d.function), function);
	assert_int_equal(m->d.corrupted, m->d.corrupted_reason.p != NULL);
	assert_int_equal(strlen(m->d.signature), KEY_HEX);
	assert_int_equal(strlen(m->d.group_key), KEY_HEX);
}

static void kasan_blames_the_caller_of_the_list(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_KASAN, "BUG: KASAN: use-after-free in __list_del_entry_valid+0x12/0x34");
	fact_set(&m->f, bug_type, S("use-after-free"));
	fact_set(&m->f, access, S("read"));
	stack(m, STACK_FAULT,
	      "dump_stack_lvl print_report kasan_report __list_del_entry_valid "
	      "?helper cma_cancel_operation@rdma_cm.ko rdma_destroy_id");
	stack(m, STACK_ALLOC, "kasan_save_stack other");
	want(m, "KASAN: use-after-free Read in cma_cancel_operation", "cma_cancel_operation");
	assert_true(slice_is(m->d.module, "rdma_cm.ko"));
	assert_false(m->d.corrupted);
	assert_int_equal(m->d.severity, 2);
}

static void kasan_free_has_no_access(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_KASAN, "BUG: KASAN: double-free or invalid-free in kfree+0x12/0x34");
	fact_set(&m->f, bug_type, S("double-free or invalid-free"));
	fact_set(&m->f, access, S("free"));
	stack(m, STACK_FAULT,
	      "dump_stack kasan_report_invalid_free __kasan_slab_free kfree "
	      "skb_free_head skb_release_data usb_free_dev hub_event");
	want(m, "KASAN: invalid-free in skb_free_head", "skb_free_head");
	assert_int_equal(m->d.severity, 1);
}

static void kasan_without_its_second_line_is_corrupted(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_KASAN, "BUG: KASAN: use-after-free in foo+0x12/0x34");
	fact_set(&m->f, bug_type, S("use-after-free"));
	stack(m, STACK_FAULT, "dump_stack kasan_report foo bar");
	want(m, "KASAN: use-after-free in foo", "foo");
	assert_true(m->d.corrupted);
}

static void oops_without_a_stack_is_corrupted(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_OOPS, "BUG: unable to handle kernel NULL pointer dereference at 00000008");
	fact_set(&m->f, ip_function, S("foo_ioctl.isra.0"));
	want(m, "BUG: unable to handle kernel NULL pointer dereference in foo_ioctl", "foo_ioctl");
	assert_true(m->d.corrupted);
}

static void oops_of_arm_is_named_like_that_of_x86(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_OOPS, "Unable to handle kernel paging request at virtual address fee00001");
	stack(m, STACK_FAULT, "=io_serial_out serial8250_do_set_ldisc uart_set_ldisc");
	want(m, "BUG: unable to handle kernel paging request in io_serial_out", "io_serial_out");
	assert_false(m->d.corrupted);
}

static void jump_to_nowhere_blames_the_caller(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_OOPS, "BUG: kernel NULL pointer dereference, address: 0000000000000286");
	stack(m, STACK_FAULT, "process_one_work worker_thread kthread ret_from_fork");
	want(m, "BUG: unable to handle kernel NULL pointer dereference in process_one_work",
	     "process_one_work");
}

static void inlined_functions_are_not_named_apart(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_GPF, "general protection fault: 0000 [#1] SMP");
	stack(m, STACK_FAULT, "[nfc_llcp_find_local nfc_llcp_unregister_device nfc_unregister");
	want(m, "general protection fault in nfc_llcp_unregister_device",
	     "nfc_llcp_unregister_device");
}

static void warning_in_words_of_new_kernels(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_WARNING, "WARNING: mm/slub.c:123 at __kvmalloc_node+0x1/0x2, CPU#0: sh/1");
	stack(m, STACK_FAULT, "=__kvmalloc_node bpf_map_area_alloc array_map_alloc map_create");
	want(m, "WARNING: kmalloc bug in map_create", "map_create");
}

static void warning_about_a_request_names_the_driver(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_WARNING,
	      "WARNING: CPU: 1 PID: 81 at drivers/usb/core/urb.c:478 usb_submit_urb+0x1/0x2");
	stack(m, STACK_FAULT, "=usb_submit_urb cm109_input_ev input_event");
	want(m, "WARNING in cm109_input_ev/usb_submit_urb", "cm109_input_ev");
}

static void refcount_names_the_owner(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_REFCOUNT,
	      "WARNING: CPU: 0 PID: 1 at lib/refcount.c:28 refcount_warn_saturate+0x1/0x2");
	stack(m, STACK_FAULT, "=refcount_warn_saturate kobject_put cdev_put __fput");
	want(m, "WARNING: refcount bug in cdev_put", "cdev_put");
}

static void hang_names_what_it_waits_for(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_HUNG_TASK, "INFO: task sh:98 blocked for more than 120 seconds.");
	stack(m, STACK_FAULT,
	      "__schedule schedule schedule_preempt_disabled __mutex_lock "
	      "console_lock console_device tty_open");
	want(m, "INFO: task hung in console_device", "console_device");
}

static void hang_on_the_rtnl_is_one_bucket(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_HUNG_TASK, "INFO: task kworker/1:0:17 blocked for more than 143 seconds.");
	stack(m, STACK_FAULT, "__schedule schedule __mutex_lock rtnl_lock tipc_net_stop");
	want(m, "INFO: task hung in rtnl_lock", "rtnl_lock");
}

static void hang_on_a_grace_period_is_one_bucket(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_HUNG_TASK, "INFO: task sh:98 blocked for more than 143 seconds.");
	stack(m, STACK_FAULT, "__schedule schedule synchronize_rcu_expedited bdi_unregister");
	want(m, "INFO: task hung in synchronize_rcu", "synchronize_rcu");
}

static void stall_names_the_entry_of_the_work(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_RCU_STALL, "rcu: INFO: rcu_preempt self-detected stall on CPU");
	stack(m, STACK_PRINTER, "__schedule schedule schedule_timeout rcu_gp_kthread kthread");
	stack(m, STACK_NMI,
	      "dump_stack nmi_cpu_backtrace rcu_dump_cpu_stacks rcu_sched_clock_irq "
	      "update_process_times tick_sched_timer __hrtimer_run_queues "
	      "hrtimer_interrupt smp_apic_timer_interrupt apic_timer_interrupt "
	      "=_raw_spin_unlock_irq mousedev_write __vfs_write vfs_write ksys_write");
	want(m, "INFO: rcu detected stall in mousedev_write", "mousedev_write");
}

static void stall_below_the_system_call_names_the_call(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_RCU_STALL, "INFO: rcu_sched self-detected stall on CPU");
	stack(m, STACK_FAULT,
	      "=_raw_spin_unlock_irq futex_wait do_futex __x64_sys_futex "
	      "do_syscall_64 entry_SYSCALL_64_after_hwframe");
	want(m, "INFO: rcu detected stall in sys_futex", "sys_futex");
}

static void lockup_in_a_module_names_its_function(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_SOFT_LOCKUP, "watchdog: BUG: soft lockup - CPU#0 stuck for 13s! [sh:97]");
	stack(m, STACK_FAULT, "=spin_forever@drv drv_write@drv proc_reg_write vfs_write");
	want(m, "BUG: soft lockup in spin_forever", "spin_forever");
	assert_true(slice_is(m->d.module, "drv"));
}

static void lockup_that_waits_for_a_cpu_is_one_bucket(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_SOFT_LOCKUP, "watchdog: BUG: soft lockup - CPU#0 stuck for 123s! [a:1]");
	stack(m, STACK_FAULT,
	      "=smp_call_function_single smp_call_function_many_cond on_each_cpu "
	      "clock_was_set do_settimeofday64 do_syscall_64");
	want(m, "BUG: soft lockup in smp_call_function", "smp_call_function");
}

static void recursion_names_what_recursed(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_STACK_OVERFLOW, "BUG: TASK stack guard page was hit at 00000000136c9a00");
	stack(m, STACK_FAULT,
	      "=walk.isra.0 walk.isra.0 walk.isra.0 walk.isra.0 walk_all vfs_write");
	want(m, "BUG: stack guard page was hit in walk", "walk");
}

static void deadlock_asks_the_locks_of_the_head(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_LOCKDEP, "WARNING: possible circular locking dependency detected");
	lock(m, "wanted", "flush_workqueue", -1);
	lock(m, "held", "wg_set_device", -1);
	lock(m, "held", "genl_rcv", 0);
	stack(m, STACK_LOCK, "down_read wg_noise_handshake_create_initiation");
	stack(m, STACK_FAULT, "dump_stack print_circular_bug __lock_acquire flush_workqueue peer");
	want(m, "possible deadlock in wg_set_device", "wg_set_device");
}

static void held_lock_names_who_took_it(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_LOCKDEP, "WARNING: syz-fuzzer/4398 still has locks held!");
	lock(m, "held", "count_memcg_event_mm", 0);
	stack(m, STACK_FAULT, "dump_stack debug_check_no_locks_held get_signal");
	want(m, "WARNING: still has locks held in count_memcg_event_mm", "count_memcg_event_mm");
}

static void race_is_sorted(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_KCSAN, "BUG: KCSAN: data-race in tick_sched / __rcu_read");
	fact_set(&m->f, bug_type, S("data-race"));
	fact_set(&m->f, report_function, S("tick_sched"));
	stack(m, STACK_FAULT, "tick_sched idle");
	want(m, "KCSAN: data-race in __rcu_read / tick_sched", "__rcu_read");
}

static void leak_names_who_asked(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_KMEMLEAK, "unreferenced object 0xffff88005f7ac800 (size 2048):");
	stack(m, STACK_ALLOC,
	      "__kmalloc pcpu_mem_zalloc pcpu_create_chunk pcpu_alloc "
	      "__alloc_percpu_gfp htab_map_alloc map_create __x64_sys_bpf");
	want(m, "memory leak in map_create", "map_create");
}

static void bad_page_names_its_owner(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_BAD_PAGE, "BUG: Bad page state in process a  pfn:7deea");
	stack(m, STACK_ALLOC,
	      "post_alloc_hook get_page_from_freelist __alloc_pages_noprof "
	      "folio_alloc_noprof filemap_alloc_folio_noprof __filemap_get_folio "
	      "pagecache_get_page __get_metapage diNewExt");
	stack(m, STACK_FAULT, "dump_stack bad_page free_unref_folios folios_put_refs");
	want(m, "BUG: Bad page state in __get_metapage", "__get_metapage");
}

static void panic_after_another_report_is_no_fault_of_its_own(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_PANIC, "Kernel panic - not syncing: Fatal exception in interrupt");
	fact_set(&m->f, detail, S("Fatal exception in interrupt"));
	want(m, "kernel panic: Fatal exception in interrupt", "");
	assert_true(m->d.corrupted);
	fact_set(&m->f, cause_byte, 12);
	want(m, "kernel panic: Fatal exception in interrupt", "");
	assert_false(m->d.corrupted);
}

static void panic_text_is_cleaned(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_PANIC, "Kernel panic - not syncing: Attempted to kill init! exitcode=0x0b");
	want(m, "kernel panic: Attempted to kill init!", "");
	begin(m, FAULT_PANIC,
	      "Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: a_b+0x1/0x2");
	want(m, "kernel panic: stack is corrupted in a_b", "a_b");
}

static void first_line_with_a_second_message_is_corrupted(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_GPF, "general protection fault: 0000 [#1] [  387.811073] audit: type=1326");
	stack(m, STACK_FAULT, "=foo bar baz");
	want(m, "general protection fault in foo", "foo");
	assert_true(m->d.corrupted);
}

static void only_unreliable_frames_make_a_corrupted_report(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_HUNG_TASK, "INFO: task a:9850 blocked for more than 143 seconds.");
	stack(m, STACK_FAULT, "?__schedule ?rwsem_down_write_slowpath ?schedule ?bcm_init");
	want(m, "INFO: task hung in bcm_init", "bcm_init");
	assert_true(m->d.corrupted);
}

static void fault_injection_inside_makes_a_corrupted_report(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_LOCKDEP, "WARNING: suspicious RCU usage");
	stack(m, STACK_FAULT, "dump_stack should_fail should_failslab __alloc_skb netlink_ack");
	derive_fault(&m->f, &m->arena, &m->d);
	assert_true(m->d.corrupted);
}

static void tests_are_named_whatever_they_are_called(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_KASAN, "BUG: KASAN: slab-out-of-bounds in kmalloc_oob_right+0x1/0x2");
	fact_set(&m->f, bug_type, S("slab-out-of-bounds"));
	fact_set(&m->f, access, S("write"));
	stack(m, STACK_FAULT,
	      "dump_stack kasan_report kmalloc_oob_right kunit_try_run_case kthread");
	want(m, "KASAN: slab-out-of-bounds Write in kmalloc_oob_right", "kmalloc_oob_right");
}

static void oom_names_the_limit(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_OOM, "stress invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0");
	fact_set(fault_single(&m->f, oom), constraint_kind, S("CONSTRAINT_MEMCG"));
	want(m, "OOM: memory cgroup out of memory", "");
	assert_false(m->d.corrupted);
}

static void failed_allocation_names_order_and_class(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_PAGE_ALLOC_FAILURE, "nfsd: page allocation failure: order:5, mode:0xcc0");
	struct page_alloc_failure *p = fault_single(&m->f, page_alloc_failure);
	fact_set(p, page_order, 5);
	fact_set(p, gfp_flags, S("GFP_KERNEL|__GFP_COMP"));
	stack(m, STACK_FAULT, "dump_stack warn_alloc __alloc_pages_slowpath __kmalloc nfsd_init");
	want(m, "page allocation failure: order:5, GFP_KERNEL in nfsd_init", "nfsd_init");
}

static void equal_titles_have_equal_groups(void **state)
{
	struct made *m = *state;
	char group[KEY_HEX + 1], signature[KEY_HEX + 1];
	begin(m, FAULT_BUG, "kernel BUG at mm/a.c:12!");
	stack(m, STACK_FAULT, "=foo bar");
	derive_fault(&m->f, &m->arena, &m->d);
	memcpy(group, m->d.group_key, sizeof(group));
	memcpy(signature, m->d.signature, sizeof(signature));
	begin(m, FAULT_BUG, "kernel BUG at mm/a.c:99!");
	m->f.stacks[0].frames[1].function = S("other");
	derive_fault(&m->f, &m->arena, &m->d);
	assert_string_equal(m->d.group_key, group);
	assert_string_not_equal(m->d.signature, signature);
}

/** Every kind has a rule, and no facts at all do no harm. */
static void every_kind_has_a_title(void **state)
{
	struct made *m = *state;
	for (int k = 0; k < FAULT_KIND_COUNT; k++) {
		m->f.kind = k;
		derive_fault(&m->f, &m->arena, &m->d);
		assert_true(m->d.title.n > 0 && m->d.title.n <= 120);
		assert_in_range(m->d.severity, 1, 5);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(kasan_blames_the_caller_of_the_list),
		TEST(kasan_free_has_no_access),
		TEST(kasan_without_its_second_line_is_corrupted),
		TEST(oops_without_a_stack_is_corrupted),
		TEST(oops_of_arm_is_named_like_that_of_x86),
		TEST(jump_to_nowhere_blames_the_caller),
		TEST(inlined_functions_are_not_named_apart),
		TEST(warning_in_words_of_new_kernels),
		TEST(warning_about_a_request_names_the_driver),
		TEST(refcount_names_the_owner),
		TEST(hang_names_what_it_waits_for),
		TEST(hang_on_the_rtnl_is_one_bucket),
		TEST(hang_on_a_grace_period_is_one_bucket),
		TEST(stall_names_the_entry_of_the_work),
		TEST(stall_below_the_system_call_names_the_call),
		TEST(lockup_in_a_module_names_its_function),
		TEST(lockup_that_waits_for_a_cpu_is_one_bucket),
		TEST(recursion_names_what_recursed),
		TEST(deadlock_asks_the_locks_of_the_head),
		TEST(held_lock_names_who_took_it),
		TEST(race_is_sorted),
		TEST(leak_names_who_asked),
		TEST(bad_page_names_its_owner),
		TEST(panic_after_another_report_is_no_fault_of_its_own),
		TEST(panic_text_is_cleaned),
		TEST(first_line_with_a_second_message_is_corrupted),
		TEST(only_unreliable_frames_make_a_corrupted_report),
		TEST(fault_injection_inside_makes_a_corrupted_report),
		TEST(tests_are_named_whatever_they_are_called),
		TEST(oom_names_the_limit),
		TEST(failed_allocation_names_order_and_class),
		TEST(equal_titles_have_equal_groups),
		TEST(every_kind_has_a_title),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
