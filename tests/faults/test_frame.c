// SPDX-License-Identifier: Apache-2.0
/* Frames in all spellings; expected values read off the lines by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/faults/grammar.h"
#include "parsers/faults/regs.h"
#include "tests/faults/feed.h"

struct row {
	const char *line, *function, *module;
	int64_t offset, size;
	uint32_t flags;
	uint64_t address;
	const char *file;
	int64_t src_line;
};

static const struct row rows[] = {
	{ " foo+0x12/0x34", "foo", NULL, 0x12, 0x34, 0, 0, NULL, -1 },
	{ " ? foo.isra.0+0x12/0x34 [mod]", "foo.isra.0", "mod", 0x12, 0x34, FRAME_UNRELIABLE, 0,
	  NULL, -1 },
	{ "[<ffffffff81234567>] kfree_skb+0x12/0x34 [ext4]", "kfree_skb", "ext4", 0x12, 0x34, 0,
	  0xffffffff81234567, NULL, -1 },
	{ "[<ffffffff81234567>] ? kfree_skb+0x12/0x34", "kfree_skb", NULL, 0x12, 0x34,
	  FRAME_UNRELIABLE, 0xffffffff81234567, NULL, -1 },
	{ "[<(____ptrval____)>] kmem_cache_alloc+0x1f0/0x320", "kmem_cache_alloc", NULL, 0x1f0,
	  0x320, 0, 0, NULL, -1 },
	{ "[c000000003a7b9e0] [c0000000000f1a2c] .foo+0x2c/0x90 (unreliable)", ".foo", NULL, 0x2c,
	  0x90, FRAME_UNRELIABLE, 0xc0000000000f1a2c, NULL, -1 },
	{ "[<c010f4a5>] (unwind_backtrace) from [<c010b9a1>] (show_stack+0x11/0x14)",
	  "unwind_backtrace", NULL, -1, -1, 0, 0xc010f4a5, NULL, -1 },
	{ " unwind_backtrace from show_stack+0x10/0x14", "unwind_backtrace", NULL, -1, -1, 0, 0,
	  NULL, -1 },
	{ "([<000000000013a2b4>] foo+0x12/0x34)", "foo", NULL, 0x12, 0x34, 0, 0x13a2b4, NULL, -1 },
	{ "[<     inline     >] __dump_stack lib/dump_stack.c:15", "__dump_stack", NULL, -1, -1,
	  FRAME_INLINED, 0, "lib/dump_stack.c", 15 },
	{ " __dump_stack lib/dump_stack.c:88 [inline]", "__dump_stack", NULL, -1, -1, FRAME_INLINED,
	  0, "lib/dump_stack.c", 88 },
	{ " dump_stack_lvl+0xcd/0x134 lib/dump_stack.c:105", "dump_stack_lvl", NULL, 0xcd, 0x134, 0,
	  0, "lib/dump_stack.c", 105 },
	{ "qfq_reset (net/sched/sch_qfq.c:1426 (discriminator 3)) sch_qfq", "qfq_reset", "sch_qfq",
	  -1, -1, 0, 0, "net/sched/sch_qfq.c", 1426 },
	{ " foo+0x12/0x34 [mod(OE)]", "foo", "mod", 0x12, 0x34, 0, 0, NULL, -1 },
	{ " foo+0x12/0x34 [mod 0123456789abcdef0123456789abcdef01234567]", "foo", "mod", 0x12, 0x34,
	  0, 0, NULL, -1 },
	{ " foo+0x12/0x34 (P)", "foo", NULL, 0x12, 0x34, 0, 0, NULL, -1 },
	{ " 0xffffffffa0001234", NULL, NULL, -1, -1, 0, 0xffffffffa0001234, NULL, -1 },
	{ "[<ffffffffffffffff>] 0xffffffffffffffff", NULL, NULL, -1, -1, 0, 0xffffffffffffffff,
	  NULL, -1 },
	{ "[<0>] do_syscall_64+0x5b/0x1d0", "do_syscall_64", NULL, 0x5b, 0x1d0, 0, 0, NULL, -1 },
	{ " #3 [ffffc90000123d08] ocfs2_handle_error at ffffffffc0c86c0c [ocfs2]",
	  "ocfs2_handle_error", "ocfs2", -1, -1, 0, 0xffffffffc0c86c0c, NULL, -1 },
	{ " _RNvXs_4core3fmt+0x4a/0x90", "_RNvXs_4core3fmt", NULL, 0x4a, 0x90, 0, 0, NULL, -1 },
};

static void frames_of_all_spellings(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct frame f = { 0 };
		if (!frame_parse(slice_str(rows[i].line), &f))
			fail_msg("not a frame: %s", rows[i].line);
		assert_slice(f.function, rows[i].function);
		assert_slice(f.module, rows[i].module);
		assert_int_equal(f.offset, rows[i].offset);
		assert_int_equal(f.size, rows[i].size);
		assert_int_equal(f.flags, rows[i].flags);
		assert_int_equal(f.address, rows[i].address);
		assert_slice(f.file, rows[i].file);
		assert_int_equal(f.line, rows[i].src_line);
	}
}

static void sentences_are_no_frames(void **state)
{
	static const char *const lines[] = {
		"",
		"eth0: link up",
		"WARNING: CPU: 0 PID: 366 at lib/foo.c:30 foo_add+0x12/0x34",
		" #0: ffff888101a1c000 (&lock){+.+.}-{3:3}, at: foo+0x1/0x2",
		"RAX: 0000000000000000 RBX: ffff888101a1c000",
		"calling  foo+0x0/0x10 @ 1",
		"initcall foo+0x0/0x10 returned 0 after 0 usecs",
		"sleeping function called from invalid context at mm/slab.h:421",
		"in fs/ext4/inode.c:12",
		"random: get_random_u64 called from foo+0x1/0x2 with crng_init=0",
		"ffff8881f1f7c100: fb fb fb fb fc fc fc fc",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct frame f;
		if (frame_parse(slice_str(lines[i]), &f))
			fail_msg("taken for a frame: %s", lines[i]);
	}
}

static void instruction_pointers(void **state)
{
	static const struct {
		const char *line, *function, *module;
	} ips[] = {
		{ "RIP: 0010:dmub_hw_lock_mgr_cmd+0x77/0xb0 [amdgpu]", "dmub_hw_lock_mgr_cmd",
		  "amdgpu" },
		{ "RIP: 0010:[<ffffffff810a1b2c>]  [<ffffffff810a1b2c>] foo+0x12/0x34", "foo",
		  NULL },
		{ "RIP  [<ffffffff810a1b2c>] foo+0x12/0x34", "foo", NULL },
		{ "IP: [<ffffffff810a1b2c>] foo+0x12/0x34", "foo", NULL },
		{ "EIP is at foo+0x12/0x34", "foo", NULL },
		{ "EIP: foo+0x12/0x34", "foo", NULL },
		{ "PC is at foo+0x12/0x34", "foo", NULL },
		{ "pc : nfs4_reclaim_open_state+0x220/0x800 [nfsv4]", "nfs4_reclaim_open_state",
		  "nfsv4" },
		{ "NIP [c000000000123456] .foo+0x12/0x34", ".foo", NULL },
		{ "Krnl PSW : 0704c00180000000 000000001a2b3c4d (foo+0x12/0x34)", "foo", NULL },
		{ "epc : foo+0x12/0x34", "foo", NULL },
		{ "epc   : 80123456 foo+0x12/0x34", "foo", NULL },
		{ "era   : 9000000000223344 foo+0x12/0x34", "foo", NULL },
		{ "TPC: <foo+0x12/0x34>", "foo", NULL },
		{ "IAOQ[0]: foo+0x12/0x34", "foo", NULL },
		{ "RIP: 0010:qfq_deactivate_agg (include/linux/list.h:992 (discriminator 2)) sch_qfq",
		  "qfq_deactivate_agg", "sch_qfq" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(ips) / sizeof(*ips); i++) {
		struct frame f;
		if (!regs_ip_line(slice_str(ips[i].line), &f))
			fail_msg("no instruction pointer: %s", ips[i].line);
		assert_slice(f.function, ips[i].function);
		assert_slice(f.module, ips[i].module);
	}
	struct frame user;
	assert_true(regs_ip_line(S("RIP: 0033:0x7f1234567890"), &user));
	assert_null(user.function.p);
}

static void suffixes_of_compilers_are_cut(void **state)
{
	(void)state;
	assert_slice(function_base(S("foo.isra.0")), "foo");
	assert_slice(function_base(S("foo.constprop.0.isra.3")), "foo");
	assert_slice(function_base(S("foo.part.12.cold")), "foo");
	assert_slice(function_base(S("foo.llvm.123456")), "foo");
	assert_slice(function_base(S(".foo")), "foo");
	assert_slice(function_base(S("foo+0x12/0x34 [mod]")), "foo");
	assert_slice(function_base(S("foo")), "foo");
}

struct task_row {
	const char *line, *comm;
	int64_t pid, cpu;
	const char *taint, *release, *version;
};

static void task_lines(void **state)
{
	static const struct task_row lines[] = {
		{ "CPU: 1 UID: 0 PID: 1059 Comm: kworker/u8:6 Not tainted 6.15.0-next #0 PREEMPT(full) ",
		  "kworker/u8:6", 1059, 1, "", "6.15.0-next", "#0 PREEMPT(full)" },
		{ "CPU: 13 PID: 759 Comm: bash Tainted: G    B             5.15.0-rc2 #1", "bash",
		  759, 13, "GB", "5.15.0-rc2", "#1" },
		{ "CPU: 0 UID: 0 PID: 906 Comm: fio Kdump: loaded Not tainted 6.11.0 #1", "fio",
		  906, 0, "", "6.11.0", "#1" },
		{ "CPU: 0 PID: 12 Comm: tmux: server Tainted: P           OE     5.4.0 #1",
		  "tmux: server", 12, 0, "POE", "5.4.0", "#1" },
		{ "Pid: 12, comm: swapper Tainted: G        W  (2.6.32-71.el6.x86_64 #1)",
		  "swapper", 12, -1, "GW", "2.6.32-71.el6.x86_64", "#1" },
		{ "CPU: 0    Not tainted  (2.6.37 #12)", NULL, -1, 0, "", "2.6.37", "#12" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct arena a = { 0 };
		struct fault f = { .arena = &a };
		assert_true(task_line_parse(slice_str(lines[i].line), &f));
		assert_slice(f.comm, lines[i].comm);
		assert_int_equal(fact_has(&f, pid) ? f.pid : -1, lines[i].pid);
		assert_int_equal(fact_has(&f, cpu) ? f.cpu : -1, lines[i].cpu);
		assert_slice(f.taint, lines[i].taint);
		assert_slice(f.kernel_release, lines[i].release);
		assert_slice(f.kernel_version, lines[i].version);
		arena_deinit(&a);
	}
	struct fault f = { 0 };
	assert_false(task_line_parse(S("CPU: Testing write buffer coherency: ok"), &f));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_of_all_spellings),
		cmocka_unit_test(sentences_are_no_frames),
		cmocka_unit_test(instruction_pointers),
		cmocka_unit_test(suffixes_of_compilers_are_cut),
		cmocka_unit_test(task_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
