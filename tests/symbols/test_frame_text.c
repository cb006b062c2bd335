// SPDX-License-Identifier: Apache-2.0
/* Addresses of code in lines of all architectures, as their kernels print them; lists of symbols; packages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyzer/symbols/frame_text.h"
#include "analyzer/symbols/packages.h"
#include "analyzer/symbols/symbol_list.h"

#define NO_ADDRESS UINT64_C(0)

static const struct {
	const char *line;
	const char *prefix;   /**< what the log put in front */
	const char *function; /**< NULL: the line names no address of code */
	int64_t offset, size;
	const char *module; /**< NULL: none */
	uint64_t address;
	bool is_exact;
} rows[] = {
	// x86
	{ "[    2.93]  vfs_write+0xc7/0x3f0", "[    2.93] ", "vfs_write", 0xc7, 0x3f0, NULL, 0, 0 },
	{ "[    2.93][   T12]  ? a.b.0+0x1/0x2 [mod]", "[    2.93][   T12] ", "a.b.0", 1, 2, "mod",
	  0, 0 },
	{ "<4>[    2.93] RIP: 0010:f+0x5/0x10 [m]", "<4>[    2.93] ", "f", 5, 0x10, "m", 0, 1 },
	{ "RIP: 0010:[<ffffffff81234567>]  [<ffffffff81234567>] f+0x5/0x10", "", "f", 5, 0x10, NULL,
	  0xffffffff81234567, 1 },
	{ " [<ffffffff81234567>] ? f+0x5/0x10 [m]", "", "f", 5, 0x10, "m", 0xffffffff81234567, 0 },
	{ "EIP is at f+0x5/0x10", "", "f", 5, 0x10, NULL, 0, 1 },
	{ "WARNING: CPU: 1 PID: 2 at fs/x.c:12 f+0x5/0x10", "", "f", 5, 0x10, NULL, 0, 1 },
	{ "BUG: KASAN: use-after-free in f+0x5/0x10 [m]", "", "f", 5, 0x10, "m", 0, 0 },
	// arm, arm64
	{ "[<c010f4a5>] (unwind_backtrace) from [<c010b9a1>] (show_stack+0x11/0x14)", "",
	  "show_stack", 0x11, 0x14, NULL, 0xc010b9a1, 0 },
	{ " unwind_backtrace from show_stack+0x10/0x14", "", "show_stack", 0x10, 0x14, NULL, 0, 0 },
	{ "PC is at f+0x5/0x10", "", "f", 5, 0x10, NULL, 0, 1 },
	{ "LR is at f+0x5/0x10", "", "f", 5, 0x10, NULL, 0, 0 },
	{ "[    1.0] pc : f+0x5/0x10 [m]", "[    1.0] ", "f", 5, 0x10, "m", 0, 1 },
	{ "[    1.0] lr : f+0x5/0x10 [m]", "[    1.0] ", "f", 5, 0x10, "m", 0, 0 },
	// powerpc, s390
	{ "[c0000000fe5b7ac0] [c00000000001a2b4] .f+0x2c/0x90 (unreliable)", "", ".f", 0x2c, 0x90,
	  NULL, 0xc00000000001a2b4, 0 },
	{ "NIP [c00000000001a2b4] .f+0x2c/0x90", "", ".f", 0x2c, 0x90, NULL, 0xc00000000001a2b4,
	  1 },
	{ "LR [c00000000001a2b4] .f+0x2c/0x90", "", ".f", 0x2c, 0x90, NULL, 0xc00000000001a2b4, 0 },
	{ "([<0000000000112345>] f+0x5/0x10)", "", "f", 5, 0x10, NULL, 0x112345, 0 },
	{ "Krnl PSW : 0704c00180000000 0000000000112345 (f+0x5/0x10)", "", "f", 5, 0x10, NULL, 0,
	  1 },
	// mips, riscv, loongarch, sparc
	{ "epc   : 80123456 f+0x5/0x10", "", "f", 5, 0x10, NULL, 0, 1 },
	{ "[<80123456>] f+0x5/0x10", "", "f", 5, 0x10, NULL, 0x80123456, 0 },
	{ "epc : f+0x5/0x10", "", "f", 5, 0x10, NULL, 0, 1 },
	{ " ra : f+0x5/0x10", "", "f", 5, 0x10, NULL, 0, 0 },
	{ "[<ffffffff80006a2e>] walk_stackframe+0x0/0x6e", "", "walk_stackframe", 0, 0x6e, NULL,
	  0xffffffff80006a2e, 0 },
	{ "[<9000000000223d4c>] show_stack+0x60/0x184", "", "show_stack", 0x60, 0x184, NULL,
	  0x9000000000223d4c, 0 },
	{ "TPC: <f+0x5/0x10>", "", "f", 5, 0x10, NULL, 0, 1 },
	{ "I7: <f+0x5/0x10 [m]>", "", "f", 5, 0x10, "m", 0, 0 },
	{ " [000000000045e3f4] f+0x5/0x10", "", "f", 5, 0x10, NULL, 0x45e3f4, 0 },
	// syslog, and what is no frame, or has its source
	{ "Nov 28 10:00:00 web kernel: [    1.5]  f+0x5/0x10",
	  "Nov 28 10:00:00 web kernel: [    1.5] ", "f", 5, 0x10, NULL, 0, 0 },
	{ " f+0x5/0x10 (fs/x.c:12)", "", NULL, 0, 0, NULL, 0, 0 },
	{ " f fs/x.c:12 [inline]", "", NULL, 0, 0, NULL, 0, 0 },
	{ "HPET id: 0x8086a201 base: 0xfed00000", "", NULL, 0, 0, NULL, 0, 0 },
	{ "a line +0x12 of text", "", NULL, 0, 0, NULL, 0, 0 },
};

static void frames_of_all_architectures(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct text_frame f;
		bool found = frame_text_find(slice_str(rows[i].line), &f);
		if (found != (rows[i].function != NULL))
			fail_msg("%s: %s", rows[i].line, found ? "taken" : "not taken");
		if (!found)
			continue;
		if (!slice_eq(f.frame.function, slice_str(rows[i].function)) ||
		    f.frame.offset != rows[i].offset || f.frame.size != rows[i].size ||
		    !slice_eq(f.frame.module, slice_str(rows[i].module)))
			fail_msg("%s: " SLICE_FMT, rows[i].line, SLICE_ARG(f.frame.function));
		if (f.prefix != strlen(rows[i].prefix))
			fail_msg("%s: prefix of %zu bytes", rows[i].line, f.prefix);
		if (f.frame.has_address != (rows[i].address != 0) ||
		    (rows[i].address && f.frame.address != rows[i].address))
			fail_msg("%s: address", rows[i].line);
		if (((f.frame.flags & FRAME_IP) != 0) != rows[i].is_exact)
			fail_msg("%s: exact or not", rows[i].line);
	}
}

static void addresses_alone(void **state)
{
	struct text_frame f;

	(void)state;
	assert_true(frame_text_find(S("[    1.0]  [<ffffffff81234567>]"), &f));
	assert_null(f.frame.function.p);
	assert_int_equal(f.frame.address, 0xffffffff81234567);
	assert_true(frame_text_find(S("RIP: 0010:0xffffffff81234567"), &f) ||
	            frame_text_find(S("RIP: 0xffffffff81234567"), &f));
	assert_false(frame_text_find(S("value 0xffffffff81234567"), &f));
	assert_false(frame_text_find(S("  [<0000000012345678>]"), &f)); // hashed
}

static void user_space(void **state)
{
	struct text_frame f;

	(void)state;
	assert_true(frame_text_find(
		S("    #1 0x55d0e0 in main (/usr/bin/foo+0x4f55d0) (BuildId: 0123456789abcdef)"),
		&f));
	assert_true(slice_is(f.frame.module, "/usr/bin/foo"));
	assert_int_equal(f.frame.offset, 0x4f55d0);
	assert_true(slice_is(f.frame.build_id, "0123456789abcdef"));
	assert_true(frame_text_find(S("    #0 0x7f  (libfoo.so.1+0x123)"), &f));
	assert_true(slice_is(f.frame.module, "libfoo.so.1"));

	assert_true(frame_text_find(
		S("foo[12]: segfault at 0 ip 00007f0000001234 sp 00007ff0 error 4 in "
	          "libfoo.so[7f0000001000+5000]"),
		&f));
	assert_true(f.is_mapped);
	assert_int_equal(f.map_begin, 0x7f0000001000);
	assert_int_equal(f.map_offset, INT64_MIN);
	// since 6.7 the offset of the instruction in the file comes first
	assert_true(frame_text_find(
		S("foo[12]: segfault at 0 ip 00007f0000001234 sp 00007ff0 error 4 in "
	          "libfoo.so[20234,7f0000001000+5000]"),
		&f));
	assert_int_equal(f.map_offset, 0x20000);
}

static struct symbol_list *list_of(struct slice text, size_t step)
{
	struct symbol_list *l = symbol_list_new();

	for (; text.n; text = slice_from(text, step))
		symbol_list_feed(l, slice_head(text, step));
	symbol_list_end(l);
	return l;
}

static void lists_of_symbols(void **state)
{
	const struct slice text = S("ffffffff81000000 T _text\n"
	                            "ffffffff81000010 t twin\n"
	                            "ffffffff81000050 t local\n"
	                            "ffffffff81000050 T global\n"
	                            "ffffffff81000100 D data\n"
	                            "ffffffff81000200 t twin\n"
	                            "ffffffff81000240 T _etext\n"
	                            "ffffffffc0001000 t init\t[snd_hda]\n"
	                            "ffffffffc0001040 t twin\t[snd_hda]\n"
	                            "ffffffffc0001080 t exit\t[snd_hda]\n");
	struct list_symbol sym, many[4];
	char key[32] = "";

	(void)state;
	for (size_t step = 1; step < 200; step += 33) { // however the file is cut
		_cleanup_(symbol_list_freep) struct symbol_list *l = list_of(text, step);
		assert_int_equal(symbol_list_count(l), 10);
		assert_true(symbol_list_at(l, 0xffffffff81000055, &sym));
		assert_true(slice_is(sym.name, "global"));
		assert_int_equal(sym.size, 0xb0);
		assert_false(symbol_list_at(l, 0xffffffff81000104, &sym)); // data
		assert_false(symbol_list_at(l, 0xffffffff80000000, &sym));
		assert_true(symbol_list_at(l, 0xffffffffc0001001, &sym));
		assert_true(slice_is(sym.module, "snd_hda"));
		assert_int_equal(symbol_list_find(l, S("twin"), (struct slice){ 0 }, many, 4), 2);
		assert_int_equal(many[0].addr, 0xffffffff81000010);
		assert_int_equal(many[0].size, 0x40);
		assert_int_equal(symbol_list_find(l, S("twin"), S("snd_hda"), many, 4), 1);
		assert_int_equal(many[0].addr, 0xffffffffc0001040);
		if (*key)
			assert_string_equal(key, symbol_list_key(l));
		snprintf(key, sizeof(key), "%s", symbol_list_key(l));
	}
}

static void hidden_addresses_are_no_symbols(void **state)
{
	(void)state;
	_cleanup_(symbol_list_freep) struct symbol_list *l =
		list_of(S("0000000000000000 T _text\n0000000000000000 t f\n"), 1000);
	assert_int_equal(symbol_list_count(l), 0);
	assert_int_equal(symbol_list_hidden(l), 2);
}

static void packages_of_kernels(void **state)
{
	static const struct {
		const char *release, *version, *package;
	} kernels[] = {
		{ "6.1.0-18-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)",
		  "linux-image-6.1.0-18-amd64-dbg" },
		{ "6.1.0-18-cloud-arm64", NULL, "linux-image-6.1.0-18-cloud-arm64-dbg" },
		{ "5.15.0-91-generic", "#101-Ubuntu SMP Tue",
		  "linux-image-unsigned-5.15.0-91-generic-dbgsym" },
		{ "6.5.0-1008-aws", "#8~22.04.1-Ubuntu SMP",
		  "linux-image-unsigned-6.5.0-1008-aws-dbgsym" },
		{ "5.14.0-362.8.1.el9_3.x86_64", NULL,
		  "kernel-debuginfo-5.14.0-362.8.1.el9_3.x86_64" },
		{ "3.10.0-1160.el7.x86_64", NULL, "kernel-debuginfo-3.10.0-1160.el7.x86_64" },
		{ "6.5.6-300.fc39.x86_64", NULL, "kernel-debuginfo-6.5.6-300.fc39.x86_64" },
		{ "5.4.17-2136.el8uek.x86_64", NULL,
		  "kernel-uek-debuginfo-5.4.17-2136.el8uek.x86_64" },
		{ "5.14.21-150500.55.19-default", NULL,
		  "kernel-default-debuginfo-5.14.21-150500.55.19" },
		{ "5.14.0-427.13.1.el9_4.aarch64+64k", NULL,
		  "kernel-64k-debuginfo-5.14.0-427.13.1.el9_4.aarch64" },
		{ "5.14.0-427.13.1.el9_4.x86_64+rt", NULL,
		  "kernel-rt-debuginfo-5.14.0-427.13.1.el9_4.x86_64" },
		{ "4.18.0-372.9.1.rt7.166.el8.x86_64", NULL,
		  "kernel-rt-debuginfo-4.18.0-372.9.1.rt7.166.el8.x86_64" },
		{ "6.5.6-300.fc39.x86_64+debug", NULL,
		  "kernel-debug-debuginfo-6.5.6-300.fc39.x86_64" },
		{ "5.14.21-150500.13.24-rt", NULL, "kernel-rt-debuginfo-5.14.21-150500.13.24" },
		// what no kernel is called is no argument of a command
		{ "5.14.0-362.el9.x86_64;reboot", NULL, NULL },
		{ "5.14.0-362.el9.x86_64+$(reboot)", NULL, NULL },
		// a kernel of one's own, though Debian's compiler made it
		{ "6.1.192-mine", "6.1.192-mine (gcc (Debian 12.2.0-14) 12.2.0) #1 SMP Tue", NULL },
		{ "6.7.0", NULL, NULL },
		{ "4.14.0-rc1-00015-gf5caf62", NULL, NULL },
		{ "6.1.0-30-686-pae", NULL, "linux-image-6.1.0-30-686-pae-dbg" },
		{ "6.8.0-1019-raspi", NULL, "linux-image-unsigned-6.8.0-1019-raspi-dbgsym" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(kernels) / sizeof(*kernels); i++) {
		struct package p;
		bool found = package_of_kernel(slice_str(kernels[i].release),
		                               slice_str(kernels[i].version), &arena, &p);
		if (found != (kernels[i].package != NULL))
			fail_msg("%s: %s", kernels[i].release, found ? p.name.p : "no package");
		if (found)
			assert_string_equal(p.name.p, kernels[i].package);
	}
	arena_deinit(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_of_all_architectures),
		cmocka_unit_test(addresses_alone),
		cmocka_unit_test(user_space),
		cmocka_unit_test(lists_of_symbols),
		cmocka_unit_test(hidden_addresses_are_no_symbols),
		cmocka_unit_test(packages_of_kernels),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
