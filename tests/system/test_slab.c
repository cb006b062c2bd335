// SPDX-License-Identifier: Apache-2.0
/* Samples are made by hand after cache_show() in mm/slab_common.c, s_show() in mm/slab.c of Linux 2.4,
 * and after slabtop and vmstat of procps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/system/rows.h"

static void assert_cache(const struct slab_cache *c, const int64_t want[7])
{
	assert_int_equal(c->active_objs, want[0]);
	assert_int_equal(c->num_objs, want[1]);
	assert_int_equal(c->objsize, want[2]);
	assert_int_equal(c->objperslab, want[3]);
	assert_int_equal(c->pagesperslab, want[4]);
	assert_int_equal(c->active_slabs, want[5]);
	assert_int_equal(c->num_slabs, want[6]);
}

static void every_cache_is_a_row(void **state)
{
	struct rows *r = rows_of_sample("slabinfo", "slabinfo");

	(void)state;
	assert_int_equal(r->r.n_slab_cache, 4);
	assert_cache(rows_cache(r, "ext4_inode_cache"),
	             (const int64_t[7]){ 10020, 10500, 1096, 29, 8, 363, 363 });
	assert_cache(rows_cache(r, "dentry"),
	             (const int64_t[7]){ 54501, 120771, 192, 21, 1, 5751, 5751 });
	assert_cache(rows_cache(r, ":aA-0000104"), (const int64_t[7]){ 0, 0, 104, 39, 1, 0, 0 });
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

static void version_1_has_its_columns_in_another_order(void **state)
{
	struct rows *r = rows_of_sample("slabinfo", "slabinfo_1.1");
	const struct slab_cache *c = rows_cache(r, "dentry_cache");

	(void)state;
	assert_int_equal(r->r.n_slab_cache, 5);
	assert_int_equal(c->active_objs, 81300);
	assert_int_equal(c->num_objs, 90150);
	assert_int_equal(c->objsize, 128);
	assert_int_equal(c->active_slabs, 2990);
	assert_int_equal(c->num_slabs, 3005);
	assert_int_equal(c->pagesperslab, 1);
	assert_false(fact_has(c, objperslab));
	assert_int_equal(rows_cache(r, "fasync cache")->objsize, 16); // a blank in the name
	assert_int_equal(rows_cache(r, "size-131072(DMA)")->pagesperslab, 32);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

static void statistics_behind_the_slabs_are_passed_over(void **state)
{
	struct rows *r = rows_of(
		"slabinfo", "x",
		S("slabinfo - version: 2.1 (statistics)\n"
	          "# name <active_objs>\n"
	          "size-64   1   59    64   59    1 : tunables  120   60    8 : slabdata      1      1 "
	          "     0 : globalstat     59     59     1    0    0    0    0    0 : cpustat      0 "
	          "     1      0      0\n"));

	(void)state;
	assert_cache(rows_cache(r, "size-64"), (const int64_t[7]){ 1, 59, 64, 59, 1, 1, 1 });
	rows_free(r);
}

static void lines_without_a_head_are_known(void **state)
{
	struct rows *r = rows_of("slabinfo", "x",
	                         S("a_b  1 2 64 59 1 : tunables 0 0 0 : slabdata 1 2 0\n"
	                           "c-d  1 2 64 59 1 : tunables 0 0 0 : slabdata 3\n"
	                           "e    1 2 64 59 1 : tunables 0\n"
	                           "f    1 2 64\n"
	                           "     1 2 64 59 1 : tunables 0 0 0 : slabdata 1 2 0\n"));

	(void)state;
	assert_int_equal(r->r.n_slab_cache, 3);
	assert_int_equal(rows_cache(r, "a_b")->num_slabs, 2);
	assert_false(fact_has(rows_cache(r, "c-d"), num_slabs));
	assert_int_equal(rows_cache(r, "e")->objsize, 64);
	assert_int_equal(r->bad_lines, 2);
	rows_free(r);
}

static void slabtop_rounds_sizes_and_they_are_put_right(void **state)
{
	struct rows *r = rows_of_sample("slabtop", "slabtop");
	const struct slab_cache *c = rows_cache(r, "dentry");

	(void)state;
	assert_int_equal(r->r.n_slab_cache, 3);
	assert_int_equal(c->num_objs, 120771);
	assert_int_equal(c->active_objs, 109000);
	assert_int_equal(c->objsize, 192);
	assert_int_equal(c->num_slabs, 5751);
	assert_int_equal(c->objperslab, 21);
	assert_int_equal(rows_cache(r, "ext4_inode_cache")->objsize, 1096);
	assert_int_equal(rows_cache(r, "kmalloc-64")->objsize, 64);
	assert_true(rows_stat(r, -1, "slabtop/Total Objects") == 136711);
	assert_true(rows_stat(r, -1, "slabtop/Active Size") == 31212.35);
	assert_string_equal(rows_unit(r, -1, "slabtop/Active Size"), "kB");
	assert_true(rows_stat(r, -1, "slabtop/Maximum Object") == 1.07);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

static void vmstat_prints_caches_too(void **state)
{
	struct rows *r = rows_of_sample("slabtop", "vmstat_m");
	const struct slab_cache *c = rows_cache(r, "dentry");

	(void)state;
	assert_int_equal(r->r.n_slab_cache, 3);
	assert_int_equal(c->active_objs, 109002);
	assert_int_equal(c->num_objs, 120771);
	assert_int_equal(c->objsize, 192);
	assert_int_equal(c->objperslab, 21);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cache_is_a_row),
		cmocka_unit_test(version_1_has_its_columns_in_another_order),
		cmocka_unit_test(statistics_behind_the_slabs_are_passed_over),
		cmocka_unit_test(lines_without_a_head_are_known),
		cmocka_unit_test(slabtop_rounds_sizes_and_they_are_put_right),
		cmocka_unit_test(vmstat_prints_caches_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
