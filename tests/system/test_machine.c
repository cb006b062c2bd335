// SPDX-License-Identifier: Apache-2.0
/* Texts are made by hand after mm/swapfile.c, swapon.c of util-linux, fs/proc/loadavg.c, fs/proc/uptime.c,
 * uptime.c of procps, kernel/irq/proc.c, fs/proc/softirqs.c and kernel/kallsyms.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/system/rows.h"

static void swap_areas_have_sizes(void **state)
{
	struct rows *r = rows_of(
		"swaps", "proc/swaps",
		S("Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
	          "/dev/dm-1                               partition\t8388604\t\t512\t\t-2\n"
	          "/swap\\040file                           file\t\t1048572\t\t0\t\t100\n"));

	(void)state;
	assert_true(rows_stat(r, -1, "/dev/dm-1.Size") == 8388604);
	assert_true(rows_stat(r, -1, "/dev/dm-1.Used") == 512);
	assert_string_equal(rows_unit(r, -1, "/dev/dm-1.Used"), "kB");
	assert_true(rows_stat(r, -1, "/dev/dm-1.Priority") == -2);
	assert_true(rows_stat(r, -1, "/swap\\040file.Priority") == 100);
	assert_true(rows_stat(r, -1, "swaps") == 2);
	rows_free(r);

	r = rows_of("swaps", "swapon_--show",
	            S("NAME       TYPE      SIZE   USED PRIO\n"
	              "/dev/zram0 partition 7.7G 512.5M  100\n"));
	assert_true(rows_stat(r, -1, "/dev/zram0.Used") == 512.5);
	assert_string_equal(rows_unit(r, -1, "/dev/zram0.Used"), "MiB");
	rows_free(r);

	r = rows_of(
		"swaps", "swapon_--bytes_--show",
		S("NAME       TYPE            SIZE USED PRIO\n/dev/zram0 partition 8267366400    0  100\n"));
	assert_string_equal(rows_unit(r, -1, "/dev/zram0.Size"), "B");
	rows_free(r);
}

static void no_swap_is_said(void **state)
{
	struct rows *r = rows_of("swaps", "proc/swaps",
	                         S("Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"));

	(void)state;
	assert_true(rows_stat(r, -1, "swaps") == 0);
	assert_int_equal(r->r.n_mem_stat, 1);
	rows_free(r);
}

static void loads_and_times_are_numbers(void **state)
{
	struct rows *r = rows_of("loadavg", "x", S("0.20 0.18 0.12 1/80 11206\n"));

	(void)state;
	assert_true(rows_stat(r, -1, "load5") == 0.18);
	assert_true(rows_stat(r, -1, "tasks.running") == 1);
	assert_true(rows_stat(r, -1, "tasks") == 80);
	rows_free(r);

	r = rows_of("loadavg", "proc/uptime", S("350735.47 234388.90\n"));
	assert_true(rows_stat(r, -1, "uptime") == 350735.47);
	assert_string_equal(rows_unit(r, -1, "uptime"), "s");
	assert_true(rows_stat(r, -1, "idle") == 234388.90);
	rows_free(r);
	assert_null(rows_probe("x", S("350735.47 234388.90\n")));
}

static void uptime_prints_time_in_many_ways(void **state)
{
	static const struct {
		const char *text;
		double seconds;
	} cases[] = {
		{ " 14:09:11 up 12 days,  3:04,  2 users,  load average: 0.08, 0.03, 0.05\n",
		  12 * 86400 + 3 * 3600 + 4 * 60 },
		{ " 14:09:11 up 1 day, 5 min,  1 user,  load average: 0.08, 0.03, 0.05\n",
		  86400 + 300 },
		{ " 02:09pm  up  1:18,  0 users,  load average: 0.08, 0.03, 0.05\n", 4680 },
		{ " 14:09:11 up 5 min,  load average: 0.08, 0.03, 0.05\n", 300 },
		{ " 14:09:11 up 3 days,  1 user,  load average: 0.08, 0.03, 0.05\n", 3 * 86400 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rows *r = rows_of("loadavg", "x", slice_str(cases[i].text));
		assert_true(rows_stat(r, -1, "uptime") == cases[i].seconds);
		assert_true(rows_stat(r, -1, "load15") == 0.05);
		rows_free(r);
	}
}

static void who_is_logged_in_is_passed_over(void **state)
{
	struct rows *r = rows_of(
		"loadavg", "w",
		S(" 14:09:11 up 1 day, 5 min,  1 user,  load average: 0.08, 0.03, 0.05\n"
	          "USER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT\n"
	          "root     pts/0    10.0.0.1         13:59    1:00   0.04s  0.04s -bash\n"));

	(void)state;
	assert_int_equal(r->r.n_mem_stat, 4);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

static void interrupts_are_summed_over_the_cpus(void **state)
{
	struct rows *r = rows_of("interrupts", "proc/interrupts",
	                         S("           CPU0       CPU1       \n"
	                           "  0:         32          1   IO-APIC   2-edge      timer\n"
	                           " 24:          0    1000000   PCI-MSI 65536-edge      12 eth0\n"
	                           "LOC:        100        200   Local timer interrupts\n"
	                           "ERR:          7\n"
	                           "MIS:          0\n"));

	(void)state;
	assert_true(rows_stat(r, -1, "interrupts.0") == 33);
	assert_true(rows_stat(r, -1, "interrupts.24") == 1000000);
	assert_true(rows_stat(r, -1, "interrupts.LOC") == 300);
	assert_true(rows_stat(r, -1, "interrupts.ERR") == 7);
	assert_true(rows_stat(r, -1, "interrupts") == 1000333);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);

	r = rows_of("interrupts", "proc/softirqs",
	            S("                    CPU0       CPU1       \n"
	              "          HI:          1          0\n"
	              "       TIMER:        102        134\n"));
	assert_true(rows_stat(r, -1, "softirqs.TIMER") == 236);
	assert_true(rows_stat(r, -1, "softirqs") == 237);
	rows_free(r);
}

static void symbols_are_counted(void **state)
{
	struct rows *r = rows_of("kallsyms", "proc/kallsyms",
	                         S("0000000000000000 A fixed_percpu_data\n"
	                           "ffffffff81000000 T _stext\n"
	                           "ffffffff81000000 T _text\n"
	                           "ffffffffc0a5c000 t nft_trans_alloc\t[nf_tables]\n"));

	(void)state;
	assert_true(rows_stat(r, -1, "symbols") == 4);
	assert_true(rows_stat(r, -1, "symbols.modules") == 1);
	assert_true(rows_stat(r, -1, "symbols.hidden") == 1);
	rows_free(r);
}

static void code_is_listed_by_address(void **state)
{
	struct rows *r = rows_of("kallsyms", "proc/kallsyms",
	                         S("0000000000014000 A cpu_info\n"
	                           "ffffffff8a000040 t second\n"
	                           "ffffffff8a000000 T _text\n"
	                           "ffffffff8a000040 T second_alias\n"
	                           "ffffffff8a000200 D behind\n"
	                           "ffffffff8a000300 b further_behind\n"
	                           "ffffffffc0a5c010 t b_of_mod\t[mod]\n"
	                           "ffffffffc0a5c000 t a_of_mod\t[mod]\n"));

	(void)state;
	assert_int_equal(r->r.n_kernel_symbols, 2);
	const struct kernel_symbols *kernel = &r->r.kernel_symbols[0],
				    *module = &r->r.kernel_symbols[1];
	assert_false(fact_has(kernel, module));
	assert_true(kernel->address == 0xffffffff8a000000);
	assert_int_equal(kernel->symbols, 4);
	assert_text(kernel->list, "0 T _text\n40 t second\n40 T second_alias\n200 D behind\n");
	assert_text(module->module, "mod");
	assert_true(module->address == 0xffffffffc0a5c000);
	assert_text(module->list, "0 t a_of_mod\n10 t b_of_mod\n");
	rows_free(r);

	r = rows_of("kallsyms", "proc/kallsyms",
	            S("0000000000000000 T _stext\n"
	              "0000000000000000 T _text\n"
	              "0000000000000000 t nft_trans_alloc\t[nf_tables]\n"));
	assert_int_equal(r->r.n_kernel_symbols, 0);
	assert_true(rows_stat(r, -1, "symbols.hidden") == 3);
	rows_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(swap_areas_have_sizes),
		cmocka_unit_test(no_swap_is_said),
		cmocka_unit_test(loads_and_times_are_numbers),
		cmocka_unit_test(uptime_prints_time_in_many_ways),
		cmocka_unit_test(who_is_logged_in_is_passed_over),
		cmocka_unit_test(interrupts_are_summed_over_the_cpus),
		cmocka_unit_test(symbols_are_counted),
		cmocka_unit_test(code_is_listed_by_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
