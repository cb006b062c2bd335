// SPDX-License-Identifier: Apache-2.0
/* Names of functions, what is stepped over, and lines without what changes.  Values: the kernel's
 * own names; Rust names as rustc's v0 scheme (RFC 2603) has them; C++ names as c++filt prints them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyzer/groups/clean.h"
#include "analyzer/groups/demangle.h"
#include "analyzer/groups/names.h"
#include "analyzer/groups/skip.h"

static void assert_slice(struct slice got, const char *want)
{
	if (!slice_eq(got, slice_str(want)))
		fail_msg("got '" SLICE_FMT "', want '%s'", SLICE_ARG(got), want);
}

static void suffixes_of_compilers_are_dropped(void **state)
{
	static const char *const names[][2] = {
		{ "do_ip_setsockopt.isra.12", "do_ip_setsockopt" },
		{ "__mutex_lock.constprop.0", "__mutex_lock" },
		{ "dlfb_usb_probe.cold", "dlfb_usb_probe" },
		{ "foo.part.3.isra.0.cold.7", "foo" },
		{ "bar.llvm.1234567890", "bar" },
		{ ".system_call_exception", "system_call_exception" },
		{ "__dabt_svc", "__dabt_svc" },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_slice(name_plain(slice_str(names[i][0]), &a), names[i][1]);
	arena_deinit(&a);
}

static void mangled_names_become_readable(void **state)
{
	static const char *const names[][2] = {
		{ "_Z8fakeNameiii", "fakeName" },
		{ "_ZN3foo3barEv", "foo::bar" },
		{ "_ZNK3foo3bar3bazEi", "foo::bar::baz" },
		{ "_ZN4core9panicking5panic17h0123456789abcdefE", "core::panicking::panic" },
		{ "_RNvNtCs9jEwPDbx20M_4core9panicking9panic_fmt", "core::panicking::panic_fmt" },
		{ "_RNvCscSpY9Juk0HT_7___rustc17rust_begin_unwind", "__rustc::rust_begin_unwind" },
		{ "_RNvXs1_CscPPBqWtAqum_11ashmem_rustNtB5_6AshmemNtNtCs43vyB533jt3_6kernel"
		  "10miscdevice10MiscDevice4mmap",
		  "<ashmem_rust::Ashmem as kernel::miscdevice::MiscDevice>::mmap" },
		{ "_RINvCs1234_7mycrate3fooNtB2_3BarhE", "mycrate::foo::<mycrate::Bar, u8>" },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_slice(name_plain(slice_str(names[i][0]), &a), names[i][1]);
	arena_deinit(&a);
}

static void names_that_only_look_mangled_stay(void **state)
{
	static const char *const names[] = {
		"_Z",    "_ZN",       "_Znot", "_R",      "_RNvB_3foo", "_RNvNvNvNvNv",
		"_Z99x", "_ZN3fooE3", "_RB_",  "_RYB_B_", "_RMC1aB_",
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct slice got, name = slice_str(names[i]);
		if (demangle(name, &a, &got))
			assert_true(got.n > 0 && got.n <= DEMANGLE_BYTES);
		else
			assert_slice(name_plain(name, &a), names[i]);
	}
	arena_deinit(&a);
}

static void system_calls_lose_one_prefix(void **state)
{
	static const char *const names[][2] = {
		{ "__x64_sys_futex", "sys_futex" },
		{ "__ia32_sys_inotify_init", "sys_inotify_init" },
		{ "__arm64_sys_socket", "sys_socket" },
		{ "__se_sys_mremap", "mremap" },
		{ "compat_SyS_mount", "mount" },
		{ "ksys_mount", "mount" },
		{ "sys_openat2", "openat2" },
		{ "SyS_ioctl", "ioctl" },
		{ "__sys_sendmsg", "sendmsg" },
		{ "___sys_sendmsg", "___sys_sendmsg" },
		{ "sys_", "sys_" },
		{ "sysfs_create_dir", "sysfs_create_dir" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_slice(name_syscall(slice_str(names[i][0])), names[i][1]);
}

static void machinery_is_stepped_over(void **state)
{
	static const char *const names[] = {
		"dump_stack",
		"__kasan_report",
		"__asan_report_load8_noabort",
		"panic",
		"__warn",
		"report_bug",
		"asm_exc_invalid_op",
		"do_error_trap",
		"__do_kernel_fault",
		"el1h_64_sync_handler",
		"fortify_panic",
		"skb_over_panic",
		"kmem_cache_alloc",
		"__kmalloc_node_track_caller",
		"kfree",
		"kvfree_call_rcu",
		"vfree",
		"__alloc_pages",
		"_raw_spin_lock_irqsave",
		"queued_spin_lock_slowpath",
		"mutex_lock_nested",
		"down_write_killable",
		"refcount_warn_saturate",
		"__lock_acquire",
		"memcpy_erms",
		"strscpy",
		"_copy_from_user",
		"__list_del_entry_valid_or_report",
		"rb_erase",
		"xas_start",
		"ida_free",
		"_printk",
		"vsnprintf",
		"del_timer_sync",
		"__flush_work",
		"cancel_delayed_work_sync",
		"kobject_put",
		"device_del",
		"sysfs_remove_file_ns",
		"folio_unlock",
		"kfree_skb_reason",
		"call_rcu",
		"synchronize_rcu",
		"debug_check_no_obj_freed",
		"__stack_chk_fail",
		"__x86_indirect_thunk_rax",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!(skip_sets(slice_str(names[i])) & SKIP_BASE))
			fail_msg("%s is not stepped over", names[i]);
}

static void functions_with_a_life_of_their_own_are_not(void **state)
{
	static const char *const names[] = {
		"ip6_send_skb",
		"ext4_evict_inode",
		"tcp_sendmsg",
		"consume_skb",
		"skb_release_data",
		"lock_sock_nested",
		"console_lock",
		"iov_iter_advance",
		"timerqueue_del",
		"set_next_entity",
		"process_one_work",
		"evict",
		"filemap_read",
		"pte_list_remove",
		"btree_readpage_end_io_hook",
		"fm_oob_kfence",
		"test_double_free",
		"mt_probe",
		"atomic_notifier_call_chain",
		"__alloc_skb",
		"radeon_ring_lock_x",
		"io_serial_out",
		"skb_unref",
		"remove_wait_queue",
		"register_netdevice_notifier",
		"do_exit",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (skip_sets(slice_str(names[i])) & SKIP_BASE)
			fail_msg("%s is stepped over", names[i]);
}

static void sets_of_one_report_are_told_apart(void **state)
{
	(void)state;
	assert_true(skip_sets(S("__lock_sock")) & SKIP_HANG);
	assert_false(skip_sets(S("lock_sock_nested")) & SKIP_HANG);
	assert_true(skip_sets(S("vfs_write")) & SKIP_ANCHOR);
	assert_true(skip_sets(S("sock_sendmsg")) & SKIP_ANCHOR);
	assert_false(skip_sets(S("__sock_sendmsg")) & SKIP_ANCHOR);
	assert_true(skip_sets(S("smp_apic_timer_interrupt")) & SKIP_INTERRUPT);
	assert_true(skip_sets(S("htab_map_alloc")) & SKIP_LEAK);
	assert_false(skip_sets(S("map_create")) & SKIP_LEAK);
	assert_int_equal(skip_sets(S("")), 0);
	assert_int_equal(skip_sets(S("____")), 0);
}

static void globs_match_whole_names(void **state)
{
	(void)state;
	assert_true(glob_match(S("a*c"), S("abbc")));
	assert_true(glob_match(S("*a*"), S("bab")));
	assert_true(glob_match(S("*"), S("")));
	assert_true(glob_match(S("abc"), S("abc")));
	assert_false(glob_match(S("abc"), S("abcd")));
	assert_false(glob_match(S("a*c"), S("abcd")));
	assert_true(glob_match(S("a*b*c"), S("aabbbbc")));
	assert_false(glob_match(S(""), S("a")));
}

static void changing_parts_are_cleaned(void **state)
{
	static const char *const texts[][2] = {
		{ "INFO: Freed in fasync_free_rcu+0x14/0x20 age=624 cpu=0 pid=3",
		  "INFO: Freed in fasync_free_rcu age=NUM cpu=NUM pid=NUM" },
		{ "slab-out-of-bounds in ip6_fragment at addr ffff88004ec29b58",
		  "slab-out-of-bounds in ip6_fragment at addr ADDR" },
		{ "mm/slub.c:123: oops", "mm/slub.c:LINE: oops" },
		{ "stuck on CPU#3 from 10.0.0.1", "stuck on CPU from IP" },
		{ "at 0x1f: a facade of 12 decades", "at ADDR: a facade of NUM decades" },
		{ "sda1: loop0 ext4", "sda1: loop0 ext4" },
		{ "a\tb\x01", "a?b?" },
		{ "  x  ", "x" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct sbuf b = { 0 };
		clean_text(&b, slice_str(texts[i][0]));
		assert_slice(sbuf_slice(&b), texts[i][1]);
		sbuf_deinit(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(suffixes_of_compilers_are_dropped),
		cmocka_unit_test(mangled_names_become_readable),
		cmocka_unit_test(names_that_only_look_mangled_stay),
		cmocka_unit_test(system_calls_lose_one_prefix),
		cmocka_unit_test(machinery_is_stepped_over),
		cmocka_unit_test(functions_with_a_life_of_their_own_are_not),
		cmocka_unit_test(sets_of_one_report_are_told_apart),
		cmocka_unit_test(globs_match_whole_names),
		cmocka_unit_test(changing_parts_are_cleaned),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
