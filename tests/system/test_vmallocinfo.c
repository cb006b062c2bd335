// SPDX-License-Identifier: Apache-2.0
/* The sample is made by hand after vmalloc_info_show() in mm/vmalloc.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/base/sbuf.h"
#include "tests/system/rows.h"

static void areas_are_added_up_by_caller(void **state)
{
	struct rows *r = rows_of_sample("vmallocinfo", "vmallocinfo");

	(void)state;
	assert_true(rows_stat(r, -1, "vmallocinfo/areas") == 7);
	assert_true(rows_stat(r, -1, "vmallocinfo/bytes") ==
	            20480 + 8192 + 8192 + 1060864 + 8192 + 8192 + 8192);
	assert_true(rows_stat(r, -1, "vmallocinfo/pages") == 1 + 258 + 1);
	assert_true(rows_stat(r, -1, "vmallocinfo/demo_ring_alloc [demo_drv]/bytes") ==
	            8192 + 1060864);
	assert_true(rows_stat(r, -1, "vmallocinfo/demo_ring_alloc [demo_drv]/areas") == 2);
	assert_true(rows_stat(r, -1, "vmallocinfo/demo_ring_alloc [demo_drv]/pages") == 259);
	assert_true(rows_stat(r, -1, "vmallocinfo/irq_init_percpu_irqstack/bytes") == 20480);
	assert_true(rows_stat(r, -1, "vmallocinfo/unpurged vm_area/bytes") == 8192);
	assert_true(rows_stat(r, -1, "vmallocinfo/vm_map_ram/areas") == 1);
	assert_true(rows_stat(r, -1, "vmallocinfo/(unknown)/pages") == 1);
	assert_string_equal(rows_unit(r, -1, "vmallocinfo/bytes"), "B");
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

static void pages_are_told_by_node(void **state)
{
	struct rows *r = rows_of_sample("vmallocinfo", "vmallocinfo");

	(void)state;
	assert_true(rows_stat(r, 0, "vmallocinfo/pages") == 201);
	assert_true(rows_stat(r, 1, "vmallocinfo/pages") == 59);
	rows_free(r);
}

static void hidden_and_short_addresses_are_read(void **state)
{
	struct rows *r = rows_of("vmallocinfo", "x",
	                         S("0xc0000000-0xc7a00000 127926272 map_lowmem+0x0/0x240 "
	                           "phys=80000000 lowmem\n"
	                           "0x(____ptrval____)-0x(____ptrval____)    8192 "
	                           "of_iomap+0x30/0x38 phys=b000000 ioremap\n"
	                           "0x0000000000000000-0x0000000000000000    4096 0xc0123456 "
	                           "vmalloc\n"));

	(void)state;
	assert_true(rows_stat(r, -1, "vmallocinfo/bytes") == 127926272 + 8192 + 4096);
	assert_true(rows_stat(r, -1, "vmallocinfo/map_lowmem/areas") == 1);
	assert_true(rows_stat(r, -1, "vmallocinfo/of_iomap/bytes") == 8192);
	assert_true(rows_stat(r, -1, "vmallocinfo/0xc0123456/areas") == 1);
	rows_free(r);
}

static void any_number_of_callers_is_counted_in_the_total(void **state)
{
	struct sbuf text = { 0 };

	(void)state;
	for (unsigned i = 0; i < 40000; i++)
		sbuf_printf(&text, "0x%016x-0x%016x 4096 caller_%u+0x1/0x2 vmalloc\n", i, i, i);
	struct rows *r = rows_of("vmallocinfo", "x", sbuf_slice(&text));
	assert_true(rows_stat(r, -1, "vmallocinfo/areas") == 40000);
	assert_true(rows_stat(r, -1, "vmallocinfo/caller_0/areas") == 1);
	assert_true(r->r.n_mem_stat <= 3 * (16384 + 1));
	rows_free(r);
	sbuf_deinit(&text);
}

/* Written by hand after print_page_owner() in mm/page_owner.c (v6.1 and v4.9) and page_owner_sort.c. */
static void page_owner_is_added_up_by_function(void **state)
{
	struct rows *r = rows_of(
		"page_owner", "sys/kernel/debug/page_owner",
		S("Page allocated via order 0, mask 0x1100cca(GFP_HIGHUSER_MOVABLE), pid 1, tgid 1 (systemd), ts 123456789 ns\n"
	          "PFN 0x1234 type Movable Block 9 type Movable Flags 0x1ffff800000(node=0|zone=1)\n"
	          " post_alloc_hook+0x11b/0x1a0\n"
	          " get_page_from_freelist+0x1000/0x1100\n"
	          " __alloc_pages+0x100/0x200\n"
	          " vma_alloc_folio+0x90/0x3a0\n"
	          " do_anonymous_page+0x61/0x3e0\n"
	          " __handle_mm_fault+0x805/0xe10\n"
	          "\n"
	          "Page allocated via order 3, mask 0x40dc0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO)\n"
	          "PFN 4660 type Unmovable Block 9 type Unmovable Flags 0x1ffff800000\n"
	          " [<ffffffff811bc100>] prep_new_page+0x11b/0x1a0\n"
	          " [<ffffffff811bc200>] my_ring_grow+0x33/0x44 [my_net]\n"
	          "\n"
	          "10 times, 40 pages:\n"
	          "Page allocated via order 2, mask 0x0()\n"
	          " prep_new_page+0x11b/0x1a0\n"
	          " my_ring_grow+0x33/0x44 [my_net]\n"
	          "\n"));

	(void)state;
	assert_int_equal(r->bad_lines, 0);
	assert_true(rows_stat(r, -1, "page_owner") == 1 + 8 + 40);
	assert_true(rows_stat(r, -1, "page_owner/do_anonymous_page") == 1);
	assert_true(rows_stat(r, -1, "page_owner/my_ring_grow") == 48);
	assert_string_equal(rows_unit(r, -1, "page_owner/my_ring_grow"), "pages");
	rows_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(page_owner_is_added_up_by_function),
		cmocka_unit_test(areas_are_added_up_by_caller),
		cmocka_unit_test(pages_are_told_by_node),
		cmocka_unit_test(hidden_and_short_addresses_are_read),
		cmocka_unit_test(any_number_of_callers_is_counted_in_the_total),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
