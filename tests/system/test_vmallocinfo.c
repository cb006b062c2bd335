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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(areas_are_added_up_by_caller),
		cmocka_unit_test(pages_are_told_by_node),
		cmocka_unit_test(hidden_and_short_addresses_are_read),
		cmocka_unit_test(any_number_of_callers_is_counted_in_the_total),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
