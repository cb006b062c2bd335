// SPDX-License-Identifier: Apache-2.0
/* Samples are made by hand after zoneinfo_show_print() of Linux 6.8 and 2.6.18. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/system/rows.h"

static void zones_have_their_watermarks(void **state)
{
	struct rows *r = rows_of_sample("zoneinfo", "zoneinfo_6.8");
	const struct zone_state *z = rows_zone(r, 0, "Normal");

	(void)state;
	assert_int_equal(r->r.n_zone_state, 3);
	assert_int_equal(z->free_pages, 8186);
	assert_int_equal(z->boost_pages, 1024);
	assert_int_equal(z->min_pages, 5170);
	assert_int_equal(z->low_pages, 6206);
	assert_int_equal(z->high_pages, 7242); // not the high of a list
	assert_int_equal(z->present_pages, 262144);
	assert_int_equal(z->managed_pages, 224831);
	assert_text(z->lowmem_reserve, "0, 0, 0, 0, 0");
	z = rows_zone(r, 0, "DMA");
	assert_int_equal(z->high_pages, 104);
	assert_text(z->lowmem_reserve, "0, 3001, 3880, 3880, 3880");
	assert_int_equal(rows_zone(r, 0, "Movable")->managed_pages, 0);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

static void counters_are_of_the_node_or_of_the_zone(void **state)
{
	struct rows *r = rows_of_sample("zoneinfo", "zoneinfo_6.8");

	(void)state;
	assert_true(rows_stat(r, 0, "nr_active_anon") == 204800);
	assert_string_equal(rows_unit(r, 0, "nr_active_anon"), "pages");
	assert_true(rows_stat(r, 0, "workingset_refault_file") == 4242);
	assert_false(rows_has_stat(r, 0, "nr_free_pages"));
	assert_true(rows_stat(r, 0, "DMA/nr_free_pages") == 3840);
	assert_true(rows_stat(r, 0, "Normal/nr_free_pages") == 8186);
	assert_true(rows_stat(r, 0, "Normal/numa_hit") == 987654321);
	assert_string_equal(rows_unit(r, 0, "Normal/numa_hit"), "");
	assert_true(rows_stat(r, 0, "Normal/promo") == 8278);
	assert_true(rows_stat(r, 0, "Normal/cma") == 16384);
	assert_string_equal(rows_unit(r, 0, "Normal/cma"), "pages");
	assert_true(rows_stat(r, 0, "Normal/node_unreclaimable") == 1);
	assert_true(rows_stat(r, 0, "Normal/start_pfn") == 1048576);
	assert_true(rows_stat(r, 0, "Normal/reserved_highatomic") == 512);
	rows_free(r);
}

static void lists_of_all_cpus_are_added_up(void **state)
{
	struct rows *r = rows_of_sample("zoneinfo", "zoneinfo_6.8");

	(void)state;
	assert_true(rows_stat(r, 0, "Normal/pagesets/count") == 311 + 204);
	assert_true(rows_stat(r, 0, "Normal/pagesets/high") == 2 * 1036);
	assert_true(rows_stat(r, 0, "DMA/pagesets/count") == 0);
	assert_false(rows_has_stat(r, 0, "Movable/pagesets/count"));
	rows_free(r);
}

static void old_kernels_are_read(void **state)
{
	struct rows *r = rows_of_sample("zoneinfo", "zoneinfo_2.6");
	const struct zone_state *z = rows_zone(r, 0, "Normal");

	(void)state;
	assert_int_equal(r->r.n_zone_state, 2);
	assert_int_equal(z->free_pages, 5904);
	assert_int_equal(z->high_pages, 6036);
	assert_int_equal(z->present_pages, 514080);
	assert_false(fact_has(z, managed_pages));
	assert_false(fact_has(z, boost_pages));
	assert_true(rows_stat(r, 0, "Normal/active") == 180022);
	assert_true(rows_stat(r, 0, "Normal/scanned") == 32);
	assert_true(rows_stat(r, 0, "Normal/pagesets/count") == 170);
	assert_true(rows_stat(r, 0, "Normal/prev_priority") == 10);
	assert_true(rows_stat(r, 0, "DMA/all_unreclaimable") == 1);
	assert_int_equal(rows_zone(r, 0, "DMA")->free_pages, 2715);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

static void a_file_that_is_cut_keeps_what_it_has(void **state)
{
	struct rows *r = rows_of("zoneinfo", "proc/zoneinfo",
	                         S("Node 3, zone   Normal\n"
	                           "  pages free     4711\n"
	                           "        min      12\n"
	                           "        lo"));

	(void)state;
	assert_int_equal(rows_zone(r, 3, "Normal")->free_pages, 4711);
	assert_false(fact_has(rows_zone(r, 3, "Normal"), low_pages));
	assert_int_equal(r->bad_lines, 1);
	rows_free(r);
	assert_null(rows_probe("proc/zoneinfo", S("Node 3, zone   Normal\n  pagesets\n")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zones_have_their_watermarks),
		cmocka_unit_test(counters_are_of_the_node_or_of_the_zone),
		cmocka_unit_test(lists_of_all_cpus_are_added_up),
		cmocka_unit_test(old_kernels_are_read),
		cmocka_unit_test(a_file_that_is_cut_keeps_what_it_has),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
