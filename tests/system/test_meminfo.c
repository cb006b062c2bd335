// SPDX-License-Identifier: Apache-2.0
/* Texts are made by hand after meminfo_proc_show() and node_read_meminfo(). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/system/rows.h"

static void numbers_have_the_units_that_are_printed(void **state)
{
	struct rows *r = rows_of("meminfo", "proc/meminfo",
	                         S("MemTotal:        4005888 kB\n"
	                           "MemFree:          219364 kB\n"
	                           "MemAvailable:    1822416 kB\n"
	                           "Cached:          1501212 kB\n"
	                           "Active(anon):     901036 kB\n"
	                           "HugePages_Total:       8\n"
	                           "Hugepagesize:       2048 kB\n"));

	(void)state;
	assert_int_equal(r->r.n_mem_stat, 7);
	assert_true(rows_stat(r, -1, "MemTotal") == 4005888);
	assert_true(rows_stat(r, -1, "Active(anon)") == 901036);
	assert_string_equal(rows_unit(r, -1, "Active(anon)"), "kB");
	assert_true(rows_stat(r, -1, "HugePages_Total") == 8);
	assert_string_equal(rows_unit(r, -1, "HugePages_Total"), "");
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

static void numbers_of_a_node_say_which(void **state)
{
	struct rows *r = rows_of("meminfo", "sys/devices/system/node/node1/meminfo",
	                         S("Node 1 MemTotal:       65842136 kB\n"
	                           "Node 1 MemFree:        1184212 kB\n"
	                           "Node 1 MemUsed:        64657924 kB\n"
	                           "Node 1 Active:         3120 kB\n"
	                           "Node 1 HugePages_Free:     0\n"));

	(void)state;
	assert_true(rows_stat(r, 1, "MemUsed") == 64657924);
	assert_true(rows_stat(r, 1, "HugePages_Free") == 0);
	assert_false(rows_has_stat(r, -1, "MemUsed"));
	rows_free(r);
}

static void a_log_that_quotes_some_lines_is_none(void **state)
{
	(void)state;
	assert_null(rows_probe("x", S("")));
	assert_null(rows_probe("x", S("The machine said MemFree: 12 kB, and died.\n")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_have_the_units_that_are_printed),
		cmocka_unit_test(numbers_of_a_node_say_which),
		cmocka_unit_test(a_log_that_quotes_some_lines_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
