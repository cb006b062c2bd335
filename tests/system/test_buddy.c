// SPDX-License-Identifier: Apache-2.0
/* Samples are made by hand after mm/vmstat.c; the indices of the two debugfs files were computed by
 * hand from the blocks in buddyinfo. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/system/rows.h"

static void every_order_of_a_zone_is_a_row(void **state)
{
	struct rows *r = rows_of_sample("buddyinfo", "buddyinfo");

	(void)state;
	assert_int_equal(r->r.n_buddy_free, 22);
	assert_int_equal(rows_blocks(r, 0, "DMA", NULL, 0), 0);
	assert_int_equal(rows_blocks(r, 0, "DMA", NULL, 10), 3);
	assert_int_equal(rows_blocks(r, 0, "Normal", NULL, 0), 4120);
	assert_int_equal(rows_blocks(r, 0, "Normal", NULL, 4), 4);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

static void blocks_of_unusual_kernels_are_read(void **state)
{
	// 16 KiB pages, 12 orders; several nodes
	struct rows *r =
		rows_of("buddyinfo", "x",
	                S("# cat /proc/buddyinfo\n"
	                  "Node 8, zone   Device      1      2      3      4      5      6 "
	                  "     7      8      9     10     11     12 \r\n"
	                  "Node 12, zone  Movable      0      0      0      0      0      0 "
	                  "     0      0      0      0      0 123456789"));

	(void)state;
	assert_int_equal(r->r.n_buddy_free, 24);
	assert_int_equal(rows_blocks(r, 8, "Device", NULL, 11), 12);
	assert_int_equal(rows_blocks(r, 12, "Movable", NULL, 11), 123456789);
	assert_int_equal(r->bad_lines, 1);
	rows_free(r);
}

static void lines_that_are_cut_or_wrong_make_no_rows(void **state)
{
	struct rows *r = rows_of("buddyinfo", "x",
	                         S("Node 0, zone      DMA      0      1      1      0      2\n"
	                           "Node 0, zone   Normal      0      1      x      0      2\n"
	                           "Node 0, zone   Normal      0     -1      1      0      2\n"
	                           "Node 0, zone\n"
	                           "Node 0, zone    Other      1      1      1      1      1\n"
	                           "Node 0, zone     More      1      1      1      1      1\n"));

	(void)state;
	assert_int_equal(r->r.n_buddy_free, 15);
	assert_int_equal(r->bad_lines, 3);
	rows_free(r);
}

static void free_blocks_are_told_by_migrate_type(void **state)
{
	struct rows *r = rows_of_sample("pagetypeinfo", "pagetypeinfo");

	(void)state;
	assert_int_equal(r->r.n_buddy_free, 8 * 11);
	assert_int_equal(rows_blocks(r, 0, "DMA", "Unmovable", 4), 2);
	assert_int_equal(rows_blocks(r, 0, "DMA", "Movable", 10), 3);
	// counting stops there
	assert_int_equal(rows_blocks(r, 1, "Normal", "Unmovable", 0), 100000);
	assert_int_equal(rows_blocks(r, 1, "Normal", "Movable", 1), 100000);
	assert_int_equal(rows_blocks(r, 1, "Normal", "Movable", 2), 12);
	assert_true(rows_stat(r, -1, "Page block order") == 9);
	assert_true(rows_stat(r, -1, "Pages per block") == 512);
	assert_string_equal(rows_unit(r, -1, "Pages per block"), "pages");
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

static void types_of_page_blocks_are_numbers(void **state)
{
	struct rows *r = rows_of_sample("pagetypeinfo", "pagetypeinfo");

	(void)state;
	assert_true(rows_stat(r, 0, "Number of blocks/DMA/Movable") == 7);
	assert_true(rows_stat(r, 1, "Number of blocks/Normal/Unmovable") == 412);
	assert_true(rows_stat(r, 1, "Number of blocks/Normal/HighAtomic") == 1);
	assert_true(rows_stat(r, 1, "Number of mixed blocks/Normal/Movable") == 777);
	rows_free(r);
}

static void indices_are_told_apart_by_their_values(void **state)
{
	struct rows *r = rows_of_sample("extfrag_index", "extfrag_index");

	(void)state;
	assert_int_equal(r->r.n_mem_stat, 22);
	assert_true(rows_stat(r, 0, "extfrag_index/DMA/10") == -1);
	assert_true(rows_stat(r, 0, "extfrag_index/Normal/5") == 0.956);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);

	r = rows_of_sample("unusable_index", "unusable_index");
	assert_int_equal(r->r.n_mem_stat, 22);
	assert_true(rows_stat(r, 0, "unusable_index/DMA/10") == 0.226);
	assert_true(rows_stat(r, 0, "unusable_index/Normal/1") == 0.511);
	assert_true(rows_stat(r, 0, "unusable_index/Normal/10") == 1);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

static void indices_of_a_zone_without_free_memory_are_told_apart(void **state)
{
	const struct slice zeros = S("Node 0, zone    DMA32 0.000 0.000 0.000\n"),
			   ones = S("Node 0, zone    DMA32 1.000 1.000 1.000\n");

	(void)state;
	assert_string_equal(rows_probe("x", ones), "unusable_index");
	assert_string_equal(rows_probe("sys/kernel/debug/extfrag/extfrag_index", zeros),
	                    "extfrag_index");
	assert_string_equal(rows_probe("sys/kernel/debug/extfrag/unusable_index", zeros),
	                    "unusable_index");
}

static void the_blocks_of_a_report_are_no_buddyinfo(void **state)
{
	(void)state;
	assert_null(rows_probe("x", S("Node 0 DMA: 1*4kB (U) 0*8kB 0*16kB = 4kB\n")));
	assert_null(
		rows_probe("x", S("some text\nand more\nand more\n"
	                          "Node 0, zone      DMA      0      1      1      0      2\n")));
}

static void a_line_that_a_mail_program_broke_is_put_together(void **state)
{
	struct rows *r =
		rows_of("buddyinfo", "x",
	                S("Node 0, zone    DMA32   4660   3127   1010    333     96     40\n"
	                  "12      5      2      1      7\n"
	                  "Node 0, zone   Normal      1      2      3      4      5      6\n"
	                  "7      8      9     10     11\n"));

	(void)state;
	assert_int_equal(r->bad_lines, 0);
	assert_int_equal(r->r.n_buddy_free, 22);
	assert_int_equal(rows_blocks(r, 0, "DMA32", NULL, 6), 12);
	assert_int_equal(rows_blocks(r, 0, "DMA32", NULL, 10), 7);
	assert_int_equal(rows_blocks(r, 0, "Normal", NULL, 10), 11);
	rows_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_that_a_mail_program_broke_is_put_together),
		cmocka_unit_test(every_order_of_a_zone_is_a_row),
		cmocka_unit_test(blocks_of_unusual_kernels_are_read),
		cmocka_unit_test(lines_that_are_cut_or_wrong_make_no_rows),
		cmocka_unit_test(free_blocks_are_told_by_migrate_type),
		cmocka_unit_test(types_of_page_blocks_are_numbers),
		cmocka_unit_test(indices_are_told_apart_by_their_values),
		cmocka_unit_test(indices_of_a_zone_without_free_memory_are_told_apart),
		cmocka_unit_test(the_blocks_of_a_report_are_no_buddyinfo),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
