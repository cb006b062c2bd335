// SPDX-License-Identifier: Apache-2.0
/* Samples are made by hand after vmstat_show() in mm/vmstat.c and after the vmstat of procps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/system/rows.h"

static void counters_have_units(void **state)
{
	struct rows *r = rows_of_sample("vmstat", "vmstat");

	(void)state;
	assert_int_equal(r->r.n_mem_stat, 30);
	assert_true(rows_stat(r, -1, "nr_free_pages") == 12026);
	assert_string_equal(rows_unit(r, -1, "nr_free_pages"), "pages");
	assert_true(rows_stat(r, -1, "pgfault") == 9988776655);
	assert_string_equal(rows_unit(r, -1, "pgfault"), "");
	assert_string_equal(rows_unit(r, -1, "pgpgin"), "kB");
	assert_string_equal(rows_unit(r, -1, "nr_tlb_remote_flush"), "");
	assert_string_equal(rows_unit(r, -1, "pgsteal_direct"), "pages");
	assert_true(rows_stat(r, -1, "oom_kill") == 3);
	assert_true(rows_stat(r, -1, "nr_unstable") == 18446744073709551615.0);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

static void the_path_says_the_node(void **state)
{
	struct rows *r = rows_of("vmstat", "sos/sys/devices/system/node/node2/vmstat",
	                         S("nr_free_pages 7\nnr_zone_inactive_anon 8\nnr_dirty 9\n"));

	(void)state;
	assert_true(rows_stat(r, 2, "nr_free_pages") == 7);
	rows_free(r);
}

static void statistics_of_cgroups_are_no_vmstat(void **state)
{
	static const char *const texts[] = {
		"anon 4096\nfile 8192\nkernel_stack 1\npgfault 12\npgmajfault 1\n"
		"workingset_refault_anon 0\n",
		"nr_periods 0\nnr_throttled 0\nthrottled_usec 0\n",
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const char *format = rows_probe("x", slice_str(texts[i]));
		assert_true(!format || strcmp(format, "vmstat") != 0);
	}
}

static void samples_repeat_the_columns_in_order(void **state)
{
	struct rows *r = rows_of_sample("vmstat-command", "vmstat_1_3");
	size_t n = 0;
	double free[3];

	(void)state;
	assert_int_equal(r->r.n_mem_stat, 3 * 17);
	for (size_t i = 0; i < r->r.n_mem_stat; i++)
		if (slice_is(r->r.mem_stat[i].name, "free"))
			free[n++] = r->r.mem_stat[i].value;
	assert_int_equal(n, 3);
	assert_true(free[0] == 48104 && free[1] == 47000 && free[2] == 46880);
	assert_true(rows_stat(r, -1, "swpd") == 524288);
	assert_string_equal(rows_unit(r, -1, "swpd"), "kB");
	assert_string_equal(rows_unit(r, -1, "so"), "kB/s");
	assert_string_equal(rows_unit(r, -1, "wa"), "%");
	assert_true(rows_stat(r, -1, "st") == 0);
	rows_free(r);
}

static void wide_samples_with_time_are_read(void **state)
{
	struct rows *r = rows_of_sample("vmstat-command", "vmstat_w_t");

	(void)state;
	assert_int_equal(r->r.n_mem_stat, 18);
	assert_true(rows_stat(r, -1, "inact") == 450560);
	assert_true(rows_stat(r, -1, "gu") == 0);
	assert_true(rows_stat(r, -1, "id") == 98);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

static void the_unit_is_looked_for_in_the_command(void **state)
{
	const struct slice table = S(
		"procs -----------memory---------- ---swap-- -----io---- -system-- ----cpu----\n"
		" r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa\n"
		" 2  0    512     46     20    315    0    0     1     2    3    4  5  6 89  0\n");
	struct rows *r = rows_of("vmstat-command", "sos_commands/memory/vmstat_-S_M", table);

	(void)state;
	assert_string_equal(rows_unit(r, -1, "free"), "MiB");
	rows_free(r);
	r = rows_of("vmstat-command", "sos_commands/memory/vmstat", table);
	assert_string_equal(rows_unit(r, -1, "free"), "kB");
	rows_free(r);
}

static void totals_are_named_as_printed(void **state)
{
	struct rows *r = rows_of_sample("vmstat-command", "vmstat_s");

	(void)state;
	assert_int_equal(r->r.n_mem_stat, 17);
	assert_true(rows_stat(r, -1, "total memory") == 4005888);
	assert_string_equal(rows_unit(r, -1, "total memory"), "kB");
	assert_true(rows_stat(r, -1, "pages swapped in") == 41000);
	assert_string_equal(rows_unit(r, -1, "pages swapped in"), "pages");
	assert_true(rows_stat(r, -1, "boot time") == 1772359200);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counters_have_units),
		cmocka_unit_test(the_path_says_the_node),
		cmocka_unit_test(statistics_of_cgroups_are_no_vmstat),
		cmocka_unit_test(samples_repeat_the_columns_in_order),
		cmocka_unit_test(wide_samples_with_time_are_read),
		cmocka_unit_test(the_unit_is_looked_for_in_the_command),
		cmocka_unit_test(totals_are_named_as_printed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
